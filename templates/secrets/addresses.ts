import type { Place } from './place.ts'
import { isDrawn, isPlaceholder, looksRandom } from './value.ts'

/** What a query has drawn by chance and open to all: versions, hashes, ids, places in a list, and where a visitor came from. */
const ofNobody =
  '[\\w.-]{0,32}(?:ids?|uuid|clid|cid|hash|sha\\d{0,3}|md5|checksum|digest|etag|integrity|cursor|page|list|version|commit|rev|ref|oid|name|file|path|url|uri|query|filter)|[a-z]{0,3}v|[hqp]|ver|build|before|after|since|until|from|to|start|end|next|prev|state|nonce|code_challenge|(?:utm)?_\\w{1,32}|re(?:direct|turn)\\w{0,16}|tracking|trace|span'

/** Of figures and small letters alone, as programs write numbers to the base 16, 32 or 36. */
const isKeyLike = (value: string): boolean =>
  /^(?:[\da-f]{32,}|(?=.*[g-z])[\da-z]{20,}|[\da-f]{20,31})$/.test(value) && looksRandom(value)

/** What an address holds beside the place it names: user and password, and the parts that are a key by themselves. */
export const addresses: Place[] = [
  // scheme://user:secret@host
  {
    holds: ['://'],
    pattern: /:\/\/[^\s/:@"'<>]{0,256}:(?<secret>[^\s/"'<>]{1,256})@/dg,
    test: (secret) => !/^\$?[{<%]|^\$\w/.test(secret) && !isPlaceholder(secret),
  },
  // scheme://secret:x-oauth-basic@host
  { holds: ['://'], pattern: /:\/\/(?<secret>[^\s/:@"'<>]{8,256}):[^\s/@"'<>]{0,256}@/dg, test: looksRandom },
  // scheme://secret@host
  { holds: ['://'], pattern: /:\/\/(?<secret>[^\s/:@"'<>]{16,256})@/dg, test: looksRandom },
  // What lets in whoever has the address: a service is called back by it, or somebody is invited, and the last parts of the path are all that it asks for
  {
    holds: ['://'],
    pattern:
      /:\/\/[^\s"'<>]{0,200}?(?:\/(?:web)?hooks?(?:\/(?:incoming|catch|v\d|send|in|run|bot|robot))?|\bhook\.[\w.-]{1,40}|\bwebhook\.site|\/(?:[a-z]{1,16}[_-])?(?:integration|with\/key|key|catch|triggers?|heartbeat|ping|magic(?:[_-]?link)?|(?:password[_-]?)?reset(?:[_-]?password)?|invit(?:e|ation)s?|verify(?:[_-]?email)?|confirm(?:ation)?|unlock|unsubscribe|join|shared?|accept|activat(?:e|ion)|redeem|claim|guest|sign-?up|register|log-?in|sso|token|access|s|t|j|i|l)(?:[_-][a-z]{1,16})?|\bhc-ping\.com)\/(?<secret>(?:[\w-]{1,64}\/)?[\w-]{16,256})(?![\w/-]{0,256}\.\w)/dg,
    test: (secret) => secret.split('/').some((part) => /\d/.test(part) && part.length >= 16 && looksRandom(part)),
  },
  // What a query has that was drawn by chance, whatever it is called, but for what is named as an id, a hash or a place in a list
  {
    holds: ['='],
    pattern: new RegExp(`[?&](?!(?:${ofNobody})=)[\\w.-]{1,40}=(?<secret>[\\w.~%/-]{20,512})(?![\\w])`, 'dgi'),
    test: (secret) => /\d/.test(secret) && (isDrawn(secret) || isKeyLike(secret)),
  },
  // The token in a path of Telegram
  { holds: ['hook'], pattern: /hook[^\s?]{0,80}\?key=(?<secret>[\w-]{24,128})(?![\w-])/dg },
  { holds: ['/bot'], pattern: /\/bot(?<secret>\d{6,16}:[\w-]{30,64})/dg },
]
