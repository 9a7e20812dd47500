import { readConnectionFile } from '@plumbline/connections'
import type { Settings } from '../connection.ts'

const skeleton = readConnectionFile(new URL('../../examples/skeleton.yaml', import.meta.url).pathname)

/** The settings of `examples/skeleton.yaml`, defaults filled in, as a test changes them. */
export function settingsWith(change: (settings: Settings) => void = () => {}): Settings {
  const settings = structuredClone(skeleton)
  change(settings)
  return settings
}
