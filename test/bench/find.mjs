// What a program does at least that takes a window's documents from a store: one `find` by the bare driver.
import { MongoClient } from 'mongodb'

const [url, from, to] = process.argv.slice(2)
const client = await MongoClient.connect(url)
const match = { timestamp: { $gte: new Date(Number(from)), $lt: new Date(Number(to)) } }
for await (const _ of client.db().collection('auditLogs').find(match));
await client.close()
