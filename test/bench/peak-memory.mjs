// Loaded into a process that is measured: leaves its peak of resident memory, in bytes, where PEAK_FILE says.
import { writeFileSync } from 'node:fs'

process.on('exit', () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS * 1024)))
