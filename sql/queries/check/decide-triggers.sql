-- What a run would decide, and whether this session may: both functions are lent.
select triggers, admin.may_act(triggers) as may, quote_ident(current_user) as role
from (select admin.decide_triggers(:triggers, :login, :by_script) as triggers) d
