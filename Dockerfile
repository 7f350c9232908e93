# Two images: `serve` answers people; `full`, the default, also retrains (/retrain), which takes
# TensorFlow.
#
#   docker build --target serve --tag moodring:serve .
#   docker build --tag moodring .

FROM python:3.12-slim-bookworm AS dependencies
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never \
    VIRTUAL_ENV=/opt/moodring
RUN python -m pip install --no-cache-dir uv==0.13.9 && uv venv "$VIRTUAL_ENV"
WORKDIR /source
# What Moodring needs before Moodring itself: a change of the code leaves these layers as they are.
COPY pyproject.toml constraints.txt ./
RUN uv pip install --constraints constraints.txt --requirements pyproject.toml


FROM dependencies AS training-dependencies
RUN uv pip install --constraints constraints.txt --requirements pyproject.toml --extra training


FROM dependencies AS serve-build
COPY . .
RUN uv pip install --no-deps .


FROM training-dependencies AS full-build
COPY . .
RUN uv pip install --no-deps .


FROM python:3.12-slim-bookworm AS runtime
# Data and key lie in folders of their own, so that a copy of the one never carries the other.
# What libraries insist on writing goes to /tmp: the rest of the image may be read-only.
ENV PATH=/opt/moodring/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    MOODRING_DATA_DIR=/var/lib/moodring/data \
    MOODRING_KEY_FILE=/var/lib/moodring/keys/encryption.key
RUN groupadd --gid 10001 moodring \
    && useradd --uid 10001 --gid moodring --no-create-home --home-dir /tmp \
        --shell /usr/sbin/nologin moodring \
    && install --directory --owner moodring --group moodring --mode 0700 \
        /var/lib/moodring /var/lib/moodring/data /var/lib/moodring/keys
USER 10001:10001
WORKDIR /var/lib/moodring
VOLUME ["/var/lib/moodring/data", "/var/lib/moodring/keys"]
HEALTHCHECK --interval=30s --timeout=15s --start-period=90s --retries=3 CMD ["moodring", "health"]
ENTRYPOINT ["moodring"]
CMD ["run"]


FROM runtime AS serve
COPY --from=serve-build /opt/moodring /opt/moodring


FROM runtime AS full
COPY --from=full-build /opt/moodring /opt/moodring
