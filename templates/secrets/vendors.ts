import type { Range } from './ranges.ts'
import { looksRandom, mixedCase } from './value.ts'

/** Services whose keys have no form of their own: they are known by the name that they are given to. */
const vendors =
  `adafruit adobe airtable algolia alibaba amplitude anthropic artifactory asana atlassian auth0 bamboo beamer bintray bitbucket bitly bittrex braintree
  buildkite bugsnag cloudflare cloudinary codecov cohere coinbase confluence confluent contentful contribsys crates coveralls circleci co_api_key datadog
  deepl deepseek delighted digicert discord dnkey docusign droneci dropbox duffel elastic etsy eventbrite facebook fastly finicity finnhub firebase flickr
  foursquare freshbooks frontapp gitter gocardless grafana gumroad heroku honeycomb hubspot instagram intercom ipinfo ipstack jfrog jira keen kraken kucoin
  launchdarkly lightstep linear linkedin linked_in linked-in lob logdna loggly mailchimp mailgun mapbox mattermost meraki messagebird message_bird
  message-bird mistral mixpanel nasa netlify newrelic new-relic new_relic nexmo notion npmjs nytimes newyorktimes okta openai opsgenie optimizely pagerduty
  papertrail paypal percy pingdom pipedrive plaid postmark private_ai privateai private-ai pusher rapidapi reddit rollbar salesforce segment sendbird sendgrid
  sendinblue sentry shodan snyk sonar sonatype sparkpost spotify square squarespace statuspage stripe sumo sumologic supabase telegr telegram terraform
  todoist travis trello twilio twitch twitter typeform unsplash vercel virustotal vonage weatherapi webex xray yandex youtube zendesk zoom zoho
  sourcegraph private_token`.split(/\s+/)

const given =
  /[ \t\w.-]{0,40}\\{0,16}["'`\])]{0,3}[ \t]{0,3}(?:=>|\|\||:{1,3}=|\?=|[=>:,])[ \t]{0,64}\\{0,16}["'`]?[ \t]{0,64}(?<secret>[\w+/=.:%-]{14,256})/dy

/** The end of that: most texts with a long word have none behind such a sign, and need no look for a hundred names. */
const anyGiven = /[=:,>|][ \t]{0,64}\\{0,16}["'`]?[ \t]{0,64}[\w+/=.:%-]{14}/

/** Where a text gives the name of a service a value that was drawn by chance. */
export function findVendorKeys(text: string): Range[] {
  if (!anyGiven.test(text)) return []
  const lower = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  const found: Range[] = []
  for (const vendor of vendors) {
    for (let at = lower.indexOf(vendor); at !== -1; at = lower.indexOf(vendor, at + vendor.length)) {
      given.lastIndex = at + vendor.length
      const match = given.exec(text)
      const range = match?.indices?.groups?.secret as Range | undefined
      if (range && isKey(text.slice(...range), text.slice(at, range[0]))) found.push(range)
    }
  }
  return found
}

function isKey(value: string, name: string): boolean {
  const bare = value.replace(/[.,:]+$/, '')
  if (/^\d{15,25}$/.test(bare)) return /client|id\b/i.test(name)
  return (
    bare.length >= 14 &&
    /^[^/]*$|=$|^[\w+/]{40,}$/.test(bare) &&
    !/\.[a-z]{2,4}$/.test(bare) &&
    (looksRandom(bare) || mixedCase(bare))
  )
}
