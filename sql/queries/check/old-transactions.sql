-- Transactions that have been open for long, in any database of the cluster.
select t.said from admin.old_transactions() t
