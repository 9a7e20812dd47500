import { type Static, Type } from 'typebox'

const id = (description: string) => Type.String({ pattern: '^[0-9]+$', description })

/**
 * How to reach one Procore company (procore.md §1, §2). The client secret is not here: the client asks for
 * it. Published as JSON Schema with every connection.
 */
export const ProcoreSettings = Type.Object(
  {
    api_url: Type.String({
      pattern: '^https?://\\S+[^/\\s]$',
      default: 'https://api.procore.com',
      description: 'API host, without a path, e.g. `https://sandbox.procore.com` for a Developer Sandbox.',
    }),
    login_url: Type.String({
      pattern: '^https?://\\S+[^/\\s]$',
      default: 'https://login.procore.com',
      description: 'Login host of the same environment, e.g. `https://login-sandbox.procore.com`.',
    }),
    company_id: id('The Procore company. Sent with every call as `Procore-Company-Id`.'),
    client_id: Type.String({
      minLength: 1,
      description: "Client id of the developer managed service account that the company's admin installed.",
    }),
    token_request: Type.Union(
      [Type.Literal('form'), Type.Literal('json'), Type.Literal('multipart'), Type.Literal('basic')],
      {
        default: 'form',
        description: 'How the client id and secret are sent for a token (procore.md §1.2).',
      },
    ),
    user_id: Type.Optional(
      id("The service account's own user id, where known: our own changes bear it in notifications."),
    ),
    per_page: Type.Integer({
      default: 1000,
      minimum: 1,
      maximum: 2000,
      description: 'Items asked for in one page of a list (v1; v2 lists take 100 at most).',
    }),
    quoted_ranges: Type.Boolean({
      default: true,
      description:
        "Whether date ranges of filters are sent in double quotes, as in Procore's examples (procore.md §2.3).",
    }),
    timeout_ms: Type.Integer({
      default: 60000,
      minimum: 1000,
      description:
        'Longest wait for a whole answer, in milliseconds. A bulk call of 1000 items takes its time.',
    }),
    connections: Type.Integer({ default: 4, minimum: 1, maximum: 32, description: 'Calls at a time.' }),
    reserve_percent: Type.Integer({
      default: 5,
      minimum: 0,
      maximum: 90,
      description: "Share of each rate limit that is left to the company's other integrations.",
    }),
    background_reserve_percent: Type.Integer({
      default: 40,
      minimum: 0,
      maximum: 95,
      description: 'The same for sweeps and comparisons, so that they never starve what is urgent.',
    }),
    max_wait_ms: Type.Integer({
      default: 12000,
      minimum: 0,
      description:
        'Longest time that a call waits for a rate limit to open again, in milliseconds; the spike limit opens ' +
        'within 10 s. Beyond it the connection pauses.',
    }),
  },
  {
    additionalProperties: false,
    description: 'One Procore company, through a developer managed service account.',
  },
)

export type ProcoreSettings = Static<typeof ProcoreSettings>
