import { metricNames, ServiceConfig } from '@plumbline/runtime'
import { IngressConfig } from '../../services/procore-ingress/src/config.ts'

type Setting = { description?: string; default?: unknown }

/** docs/config.md: what services read from their environment. */
export function configPage(): string {
  return `# Configuration of the services

Made from \`packages/runtime/src/config.ts\` and \`services/*/src/config.ts\` by \`npm run generate\`; do not edit.
What belongs to one pair of systems is not here but in a connection (\`schemas/connection.schema.json\`,
\`examples/demo.yaml\`).

## All services

${tableOf(ServiceConfig)}

## procore-ingress

${tableOf(IngressConfig)}

## Sealing key and hooks

Like ssh, everything refuses a key file that its group or others may read; a file that is another user's and mounted for
us may be read through our group. How keys and secrets are rotated is told in [operations.md](operations.md).

Procore's hooks are told apart by the namespace of \`notifications\` and by the last part of their address, which is the
connection's name: of these the ingress keeps one for each place, changes it where address, payload version or secret
changed, and deletes spare ones. Two installs that serve one Procore company need two namespaces.

## Health and metrics

On the health port: \`/health/live\` (200 while work goes on), \`/health/ready\` (200 while the dependencies answer), both with
every check and its reason as JSON, and \`/metrics\` for Prometheus:

| metric | what it is |
|---|---|
${Object.entries(metricNames)
  .map(([name, about]) => `| \`${name}\` | ${about} |`)
  .join('\n')}

Traces go to the OTLP endpoint that OpenTelemetry's own variables name (\`OTEL_EXPORTER_OTLP_ENDPOINT\`), and nowhere
without one.
`
}

function tableOf(settings: Record<string, object>): string {
  const rows = Object.entries(settings as Record<string, Setting>).map(([name, setting]) => {
    const fallback = setting.default === undefined ? '**required**' : `\`${String(setting.default)}\``
    return `| \`${name}\` | ${fallback} | ${setting.description ?? ''} |`
  })
  return ['| variable | default | what it is |', '|---|---|---|', ...rows].join('\n')
}
