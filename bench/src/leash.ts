// Loaded before a program that a benchmark starts: it ends when the benchmark is gone, however that went.
process.once('disconnect', () => process.exit(1))
process.channel?.unref()
