-- Whether a run answers for its request, so that asking again begins no other.
select admin.run_answers(:run_id) as answers
