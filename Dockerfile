# Slim, two stages, no root, read-only file system but for /data.
FROM python:3.11-slim AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements.lock .
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY bot bot
COPY knowledge knowledge
COPY run_bot.py .
# The model is fitted and the code compiled here, so that a container starts at once and may run read-only.
RUN /venv/bin/python run_bot.py check && /venv/bin/python -m compileall -q bot

FROM python:3.11-slim
RUN useradd --uid 10001 --create-home smok && mkdir /data && chown smok /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER smok
VOLUME /data
# Whoever publishes the port decides who reaches it. Without a token it is the rehearsal, else health and the webhook.
EXPOSE 8080
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite:////data/bot.db HOST=0.0.0.0 PORT=8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
ENTRYPOINT ["python", "run_bot.py"]
