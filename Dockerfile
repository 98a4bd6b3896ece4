# Slim, two stages, no root, read-only file system but for /data.
FROM python:3.11-slim AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements.lock .
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY bot bot
COPY knowledge knowledge
COPY run_bot.py .
# The model is fitted here, so that a container starts at once and may run read-only.
RUN /venv/bin/python run_bot.py check

FROM python:3.11-slim
RUN useradd --uid 10001 --create-home smok && mkdir /data && chown smok /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER smok
VOLUME /data
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
ENTRYPOINT ["python", "run_bot.py"]
