import { Command } from 'commander'
import { addConnectionCommands } from './connection.ts'
import { addRecordCommands } from './record.ts'
import { addSetupCommands } from './setup.ts'
import { addStatusCommands } from './status.ts'
import { addWatchCommand } from './watch.ts'

/** The command line of an operator. Without PLUMBLINE_… variables it talks to the demonstration that `npm start` runs. */
export function program(): Command {
  const root = new Command('plumbline')
    .description("Keeps Oracle PeopleSoft and Procore in agreement: the operator's commands.")
    .showHelpAfterError('(plumbline --help shows the commands)')
    .addHelpText(
      'after',
      `
Where it looks: PLUMBLINE_DATABASE_URL, PLUMBLINE_KAFKA_BROKERS, PLUMBLINE_REGISTRY_URL and
PLUMBLINE_SEAL_KEY_FILE; without them, the demonstration that \`npm start\` runs here.

Examples:
  plumbline status                                how everything stands
  plumbline exceptions                            what did not arrive, and why
  plumbline record direct-cost 700012             one record's story across both systems
  plumbline watch plumbline.vendor.v1             events as they come
  plumbline connection apply -f connection.yaml --secret procore.client_secret=env:PROCORE_SECRET
  plumbline ping main                             does everything work that the connection needs

Exit code: 0 when it was done and nothing is wrong; 1 when not, or when ping found something.`,
    )
  addSetupCommands(root)
  addConnectionCommands(root)
  addStatusCommands(root)
  addRecordCommands(root)
  addWatchCommand(root)
  return root
}
