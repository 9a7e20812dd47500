// `npm start`, `npm test` and `npm run bench` begin here, on whatever Node the machine has: this file keeps to what
// Node 12 can read, so that an old one gets a sentence instead of a syntax error.
const major = Number(process.versions.node.split('.')[0])
if (major < 20) {
  console.error(
    'Plumbline needs Node 20 or newer to begin with, this is ' +
      process.versions.node +
      ': install a newer one (https://nodejs.org) and run the same command again.',
  )
  process.exit(2)
}
import('./bootstrap/main.mjs').then(main => main.run(process.argv[2], process.argv.slice(3)))
