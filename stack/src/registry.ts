import { join } from 'node:path'
import type { ChildPlan } from './child.ts'
import { jars, java, quickStart } from './java.ts'
import type { PostgresAccess } from './postgres.ts'

/** Base address of the Confluent-compatible API. */
export const registryUrl = (port: number) => `http://127.0.0.1:${port}/apis/ccompat/v7`

/**
 * Plans Apicurio Registry on a database of its own, so that a restart finds its schemas. Its settings are those of
 * Apicurio 3.0.9's application.properties, given by environment to keep the password off the command line.
 */
export function planRegistry(
  dir: string,
  port: number,
  postgres: PostgresAccess,
  database: string,
): ChildPlan {
  return {
    name: 'Schema registry',
    command: java,
    args: [
      '-Xmx256m',
      ...quickStart,
      '-jar',
      join(jars('registry'), 'apicurio-registry-app-3.0.9-runner.jar'),
    ],
    env: {
      QUARKUS_HTTP_HOST: '127.0.0.1',
      QUARKUS_HTTP_PORT: String(port),
      QUARKUS_HTTP_ACCESS_LOG_ENABLED: 'false',
      APICURIO_STORAGE_KIND: 'sql',
      APICURIO_STORAGE_SQL_KIND: 'postgresql',
      APICURIO_DATASOURCE_URL: `jdbc:postgresql://${postgres.host}:${postgres.port}/${database}`,
      APICURIO_DATASOURCE_USERNAME: postgres.user,
      APICURIO_DATASOURCE_PASSWORD: postgres.password,
      APICURIO_DATASOURCE_JDBC_INITIAL_SIZE: '1',
      APICURIO_DATASOURCE_JDBC_MIN_SIZE: '1',
      APICURIO_DATASOURCE_JDBC_MAX_SIZE: '10',
    },
    log: join(dir, 'registry.log'),
    stopSignal: 'SIGTERM',
    answers: async () =>
      (await fetch(`${registryUrl(port)}/subjects`, { signal: AbortSignal.timeout(2000) })).ok,
  }
}
