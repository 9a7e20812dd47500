/**
 * What a service measures, by its name on the metrics page (where a counter's ends with `_total`, and a histogram's has
 * `_bucket`, `_sum` and `_count`). `docs/config.md` is made from it.
 */
export const metricNames = {
  plumbline_records:
    'Records by connection, flow and state of their newest revision: waiting, inDoubt, following, parked, held, dead.',
  plumbline_oldest_waiting_seconds:
    'Age of the oldest record that waits to be delivered, by connection and flow: how far behind the target is.',
  plumbline_lag: 'Kafka records not yet landed: how far behind the ledger is.',
  plumbline_landed_total: 'Rows landed from Kafka, by result: landed, duplicate, revived, dead-letter.',
  plumbline_vendor_call_milliseconds:
    'Calls to PeopleSoft and Procore, by system, method, route and status (`none` where no answer came).',
  plumbline_webhooks_total: 'Webhooks by the status they were answered with.',
} as const

export type MetricName = keyof typeof metricNames

/** The name under which an instrument is made (the page adds `_total` to a counter's), and its description. */
export function metric(name: MetricName): [name: string, options: { description: string }] {
  return [name.replace(/_total$/, ''), { description: metricNames[name] }]
}
