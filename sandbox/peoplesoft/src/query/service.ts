import { FieldError } from '../fields.ts'
import { hasQueryAccess } from '../permissions.ts'
import { showing } from '../present.ts'
import { Refusal } from '../refusal.ts'
import type { Answer, Call, Site } from '../site.ts'
import { escapeXml } from '../xml.ts'
import { jsonResult, type Result, webRowSetResult, xmlpResult } from './answer.ts'
import type { CompiledQuery } from './compile.ts'
import { QueryFailure, readPrompts } from './prompts.ts'
import { runQuery } from './run.ts'

const json = (site: Site, body: string, status = 200): Answer => ({
  status,
  type: site.switches.get('jsonContentType') === 'text/xml' ? 'text/xml; charset=UTF-8' : 'application/json',
  body,
})
const xml = (body: string): Answer => ({ status: 200, type: 'text/xml; charset=UTF-8', body })

/** QAS_EXECUTEQRY_REST_GET: `ExecuteQuery.v1/{OwnerType}/{QueryName}/{OutResultType}/{OutResultFormat}` (peoplesoft.md §3). */
export function executeQuery(site: Site, call: Call): Answer {
  return answering(site, () => {
    const [owner, name, type = '', format = ''] = call.path
    if (call.path.length !== 4)
      throw new QueryFailure('OwnerType, QueryName, OutResultType and OutResultFormat are required')
    const query = findQuery(site, call, owner!, name!)
    const asked = type.toUpperCase()
    if (!['JSON', 'XMLP', 'WEBROWSET'].includes(asked) || format.toUpperCase() !== 'NONFILE')
      throw new QueryFailure(`output ${type}/${format} is not available`)
    const result = {
      name: query.definition.name,
      columns: chosenColumns(site, query, call.query.get('filterfields')),
      rows: runQuery(
        query,
        site.db,
        readPrompts(site, query.definition.prompts, call.query),
        rowLimit(site, call),
      ),
      show: showing(site),
    }
    return render(site, result, asked, call.query.get('json_resp') === 'true')
  })
}

/** QAS_LISTQUERYPROMPTS_REST_GET: `QueryPrompts.v1/{Owner}/{QueryName}` (§3.1; the envelope of the list is our assumption). */
export function queryPrompts(site: Site, call: Call): Answer {
  return answering(site, () => {
    const [owner = '', name = ''] = call.path
    const { definition } = findQuery(site, call, owner, name)
    const prompts = definition.prompts.map(prompt => ({
      QueryName: definition.name,
      FieldName: prompt.name,
      HeadingText: prompt.label,
      FieldType: { char: 'Character', number: 'Number', date: 'Date', datetime: 'Datetime' }[prompt.type],
      FormatText: 'None',
      FieldLength: prompt.length,
      FieldDecimal: 0,
      UniquePromptName: prompt.name,
    }))
    if (call.query.get('json_resp') === 'true' && site.switches.get('qasFormat') === 'json')
      return json(site, JSON.stringify({ status: 'success', data: { prompts } }))
    const element = (prompt: (typeof prompts)[number]) =>
      `<Prompt>${Object.entries(prompt)
        .map(([field, value]) => `<${field}>${escapeXml(String(value))}</${field}>`)
        .join('')}</Prompt>`
    return xml(
      `<?xml version="1.0"?><QAS_LISTQUERYPROMPTS_RESP_MSG>${prompts.map(element).join('')}</QAS_LISTQUERYPROMPTS_RESP_MSG>`,
    )
  })
}

function answering(site: Site, work: () => Answer): Answer {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof QueryFailure || error instanceof FieldError)) throw error
    const how = site.switches.get('qasFailure')
    if (how === 'framework') throw new Refusal('framework', 10001, error.message)
    return json(
      site,
      JSON.stringify({ status: 'error', message: error.message }),
      how === 'json-400' ? 400 : 200,
    )
  }
}

function findQuery(site: Site, call: Call, owner: string, name: string): CompiledQuery {
  const ownerType = owner.toLowerCase()
  if (ownerType !== 'public' && ownerType !== 'private') throw new QueryFailure(`no owner type ${owner}`)
  if (call.query.get('isconnectedquery')?.toUpperCase() === 'Y')
    throw new QueryFailure(`${name} is not a connected query`)
  const query = site.catalog.find(ownerType, name, call.oprid)
  if (!query) throw new QueryFailure(`query ${name} was not found`)
  for (const { shape } of query.records)
    if (!hasQueryAccess(site.db, call.oprid, shape.name))
      throw new QueryFailure(`query ${name}: no access to the record ${shape.name}`)
  return query
}

function rowLimit({ switches }: Site, { query }: Call): number {
  const text = query.get('maxrows')
  if (!text || !/^\d+$/.test(text)) throw new QueryFailure('maxrows is required')
  const limits = [Number(text), switches.get('profileMaxRows')].filter(limit => limit > 0)
  return Math.min(...limits)
}

function chosenColumns(site: Site, { columns }: CompiledQuery, filter: string | null): Result['columns'] {
  const names = filter ? filter.split(',') : null
  const unknown = names?.find(name => !columns.some(column => column.name === name))
  if (unknown) throw new QueryFailure(`filterfields: the query has no field ${unknown}`)
  const bare = site.switches.get('qasColumns') === 'FIELD'
  return columns
    .filter(column => names?.includes(column.name) ?? true)
    .map(column => ({ ...column, key: bare ? column.field : column.name }))
}

function render(site: Site, result: Result, type: string, jsonAsked: boolean): Answer {
  const { switches } = site
  if (type === 'WEBROWSET') return xml(webRowSetResult(result))
  if (type === 'XMLP' || !jsonAsked || switches.get('qasFormat') === 'xml') return xml(xmlpResult(result))
  const body = jsonResult(result, switches.get('qasNameKey'), switches.get('qasOneRow'))
  return json(site, body)
}
