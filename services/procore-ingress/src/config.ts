import { type Static, Type } from 'typebox'

/** What this service reads from its environment beside what all services do. */
export const IngressConfig = {
  PLUMBLINE_INGRESS_HOST: Type.String({
    default: '127.0.0.1',
    description: 'Address that webhooks are taken on; `0.0.0.0` in a pod behind TLS.',
  }),
  PLUMBLINE_INGRESS_PORT: Type.Integer({
    default: 8080,
    minimum: 0,
    maximum: 65535,
    description: 'Its port.',
  }),
  PLUMBLINE_INGRESS_BODY_BYTES: Type.Integer({
    default: 524_288,
    minimum: 1024,
    description:
      'Largest webhook body taken; a larger one is answered 413 before anything else. Bytes; below what the brokers take in one record (1 MiB by default).',
  }),
}

const All = Type.Object(IngressConfig)
export type IngressConfig = Static<typeof All>
