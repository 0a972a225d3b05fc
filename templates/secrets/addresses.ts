import type { Place } from './place.ts'
import { isPlaceholder, looksRandom } from './value.ts'

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
  // What a service is called back by: the last parts of the path are all that it asks for
  {
    holds: [
      'hook',
      '/integration/',
      '/key/',
      '/catch/',
      '/trigger',
      'hc-ping.com/',
      '/heartbeat/',
      '/ping/',
      '/magic',
      '/reset',
      '/invit',
      '/verify',
      '/confirm',
      '/unlock',
      'unsubscribe/',
      'webhook.site/',
    ],
    pattern:
      /:\/\/[^\s"'<>]{0,200}?(?:\/(?:web)?hooks?(?:\/(?:incoming|catch|v\d|send|in|run|bot|robot))?|\bhook\.[\w.-]{1,40}|\bwebhook\.site|\/(?:integration|with\/key|key|catch|triggers?|heartbeat|ping|magic(?:[_-]?link)?|(?:password[_-]?)?reset(?:[_-]?password)?|invit(?:e|ation)s?|verify(?:[_-]?email)?|confirm(?:ation)?|unlock|unsubscribe)|\bhc-ping\.com)\/(?<secret>(?:[\w-]{1,64}\/)?[\w-]{16,256})(?![\w/-]{0,256}\.\w)/dg,
    test: (secret) => secret.split('/').some((part) => /\d/.test(part) && part.length >= 16 && looksRandom(part)),
  },
  // What a login is answered with
  {
    holds: ['code='],
    pattern: /[?&]code=(?<secret>[\w.~%/-]{20,512})/dg,
    test: (secret) => /\d/.test(secret) && looksRandom(secret),
  },
  // A key of a query, and the token in a path of Telegram
  {
    holds: ['key=', 'share=', 'ticket='],
    pattern: /[?&](?:key|share|resourcekey|ticket)=(?<secret>[\w-]{24,128})(?![\w-])/dg,
    test: (secret) => /\d/.test(secret) && /[A-Z]/.test(secret) && looksRandom(secret),
  },
  { holds: ['hook'], pattern: /hook[^\s?]{0,80}\?key=(?<secret>[\w-]{24,128})(?![\w-])/dg },
  { holds: ['/bot'], pattern: /\/bot(?<secret>\d{6,16}:[\w-]{30,64})/dg },
]
