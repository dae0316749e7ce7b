-- Removes fences of runs that are finished or gone. Returns how many.
call admin.fence_sweep(interval '300 ms', null)
