import { envSchema } from 'env-schema'
import { type TProperties, Type } from 'typebox'

/** An environment that cannot be used: a sentence for each variable that is missing or wrong. */
export class BadConfig extends Error {
  override name = 'BadConfig'
  readonly problems: string[]
  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

type Variable = { description?: string; secret?: boolean; anyOf?: { const?: unknown }[]; type?: string }
type Fault = {
  keyword: string
  instancePath: string
  params: { missingProperty?: string; limit?: number; comparison?: string }
}

/**
 * Reads variables by their schemas, with their defaults; `check` adds what does not go together. What a variable marked
 * `secret` holds is never shown.
 * @throws BadConfig
 */
export function readEnvironment<C>(
  variables: TProperties,
  env: NodeJS.ProcessEnv,
  check: (config: C) => string[],
): C {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  let config: C
  try {
    config = envSchema<C>({
      schema: Type.Object(variables),
      data: set,
      env: false,
      ajv: { customOptions: ajv => ajv.addKeyword('secret') },
    })
  } catch (error) {
    const faults = (error as { errors?: Fault[] }).errors
    if (!faults) throw error
    throw new BadConfig(sentences(variables as Record<string, Variable>, faults, set))
  }
  const problems = check(config)
  if (problems.length > 0) throw new BadConfig(problems)
  return config
}

/** One for each variable, by its first fault: the branches of a choice report themselves too. */
function sentences(variables: Record<string, Variable>, faults: Fault[], set: NodeJS.ProcessEnv): string[] {
  const byName = new Map<string, string>()
  for (const fault of faults) {
    const name = fault.params.missingProperty ?? fault.instancePath.slice(1)
    const variable = variables[name] ?? {}
    if (!byName.has(name))
      byName.set(name, `${name} ${wrong(variable, fault, set[name])}: ${variable.description ?? ''}`)
  }
  return [...byName.values()]
}

function wrong(
  { secret, anyOf, type }: Variable,
  { keyword, params }: Fault,
  value: string | undefined,
): string {
  if (keyword === 'required') return 'is not set'
  const given = secret ? '' : `, not "${value}"`
  if (anyOf) return `must be one of ${anyOf.map(one => String(one.const)).join(', ')}${given}`
  if (keyword === 'type') return `must be ${type === 'boolean' ? 'true or false' : 'a whole number'}${given}`
  if (params.limit !== undefined) return `must be ${params.comparison} ${params.limit}${given}`
  return secret ? 'has not the form that is needed' : `cannot be "${value}"`
}
