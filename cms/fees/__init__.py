"""The fee check: what may somebody ask a worker to pay for a job?"""
