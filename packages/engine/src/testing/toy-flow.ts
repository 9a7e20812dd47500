import { type ToyDirectory, toyDirectory } from './toy-directory.ts'
import { type ToyJournals, toyJournals } from './toy-journals.ts'
import { type ToySource, toySource } from './toy-source.ts'

/**
 * Small flows on two of the project's own schemas, with systems in memory whose calls can be counted and whose faults
 * have names: vendors (poll → directory, a state flow) and costs (sweep and notices → journals, a posting flow). Vendors are also read out of the directory: they live in both systems.
 */
export { vendorToToy } from './toy-directory.ts'
export { costToToy } from './toy-journals.ts'
export type { ToySettings } from './toy-settings.ts'
export { costFromToy, vendorFromToy } from './toy-source.ts'
export { vendorFromDirectory, vendorFromSource, vendorToSource } from './toy-twin.ts'

/** Both systems, each with what is read from it and what is written to it; `apis` is what a connection opens. */
export type ToySystems = {
  vendors: ToySource
  journals: ToyJournals
  costs: ToySource
  directory: ToyDirectory
  apis: {
    peoplesoft: { vendors: ToySource; journals: ToyJournals }
    procore: { costs: ToySource; directory: ToyDirectory }
  }
}

export function toySystems(): ToySystems {
  const peoplesoft = { vendors: toySource(), journals: toyJournals() }
  const procore = { costs: toySource(), directory: toyDirectory() }
  return { ...peoplesoft, ...procore, apis: { peoplesoft, procore } }
}
