"""Peers: other ways to answer from the same documents, scored with the same code. They need the extra `peers`.

pip install 'newsdesk[peers]'
python -m evals.peers --model llamacpp:/models/model.gguf --limit 60 --json peers.json
"""
