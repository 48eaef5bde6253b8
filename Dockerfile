# Recado from a clone: the sources, the packages of production and the built console, as a user without rights. The root file system may be
# read-only: only /data is written, and /tmp where there is one.

FROM node:26-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY sandbox/package.json sandbox/
# No package of production has an install script.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force

FROM node:26-slim AS console
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY sandbox/package.json sandbox/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts ./scripts
COPY sdk ./sdk
COPY console ./console
COPY drawing ./drawing
COPY phone ./phone
RUN node scripts/build-console.js

FROM node:26-slim
ENV NODE_ENV=production \
    RECADO_HOST=0.0.0.0 \
    RECADO_PORT=3000 \
    RECADO_DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY sandbox ./sandbox
COPY src ./src
COPY --from=console /app/dist-console ./dist-console
# 1000 is the user `node` of the base image; by number, so that an orchestrator sees that it is not root.
RUN mkdir /data && chown 1000:1000 /data && chmod 700 /data
USER 1000:1000
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
# `start-period` covers a migration at the start.
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --start-interval=1s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.RECADO_PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "src/cli.ts"]
CMD ["serve"]
