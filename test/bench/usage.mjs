// Loaded into a process that is measured: leaves its processor time in milliseconds, and its peak of resident memory in MB, where USAGE_FILE says.
import { writeFileSync } from 'node:fs'

process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  const usage = { cpuMs: (user + system) / 1e3, peakMb: (process.resourceUsage().maxRSS * 1024) / 1e6 }
  writeFileSync(process.env.USAGE_FILE, JSON.stringify(usage))
})
