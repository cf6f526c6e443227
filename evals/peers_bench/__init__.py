"""What the benchmark runs of each peer, in the peer's own environment: a module a system, with one function `open_peer`.

`measure.py` runs one of them as a script and times it; nothing here imports Newsdesk but `newsdesk_store.py`. Which
peers there are, and how they are started, is in `evals/bench_peers.py`.
"""
