"""The chat in the browser: the only place that knows NiceGUI, FastAPI and uvicorn."""
