import { once } from '../once.ts'
import type { Range } from './ranges.ts'
import { wordlike } from './value.ts'

/**
 * Secrets that are known by their form, as their issuers publish it: what they begin with, and what follows. The recommended rules of secretlint
 * know some of them too; here they are found in a text that was cut off as well. A form with a prefix that means nothing else asks for few
 * characters behind it, one with a common prefix for all of them. No pattern can be matched in two ways, so that the time stays linear.
 */
const alnum = '[A-Za-z0-9]'
const word = '[A-Za-z0-9_-]'
const hex = '[a-f0-9]'
const base64 = '[A-Za-z0-9+/_-]'
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
/** No secret of a known form is longer; what is longer is redacted as far as this, and its rest with it where it has no end before. */
const most = 4096

interface Form {
  /** What it begins with, literally; text that does not contain it is not looked at any further. */
  begins: string[]
  /** What has to follow. */
  body: string
}

const form = (body: string, ...begins: string[]): Form => ({ begins, body })

const forms: Form[] = [
  // Code hosting and package registries
  form(`${alnum}{10,255}`, 'ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'),
  form('\\w{16,255}', 'github_pat_'),
  form('[\\w.-]{16,300}', 'glpat-', 'glcbt-', 'gldt-', 'glffct-', 'glft-', 'glimt-', 'glrt-', 'glsoat-', 'glrtr-'),
  form('[\\w.-]{16,300}', 'glagent-', 'gloas-', 'glptt-', 'glwt-', 'GR1348941'),
  form(`${alnum}{16,64}`, '_gitlab_session='),
  form(`${word}{20,255}`, 'ATBB', 'ATCTT3', 'ATATT3'),
  form(`${alnum}{20,64}`, 'npm_'),
  form(`${word}{32,1024}`, 'pypi-'),
  form(`${hex}{20,64}`, 'rubygems_'),
  form(`${alnum}{20,64}`, 'CLOJARS_', 'clojars_'),
  form(`${alnum}{43}(?!${alnum})`, 'oy2'),
  form(`${alnum}{28,64}`, 'cio'),
  form(`${alnum}{32,128}`, 'AKCp', 'cmVmd'),
  form(`${word}{16,128}`, 'dckr_pat_', 'dckr_oat_'),
  form(`${hex}{40}`, 'sgp_'),
  form(`(?:${hex}{16}|local)_${hex}{40}`, 'sgp_'),
  form(`${word}{100,200}`, 'sl.'),
  form(`${alnum}{20,64}`, 'sl.u.', 'shippo_live_', 'shippo_test_'),

  // Clouds
  form(`[A-Z0-9]{12,20}(?!${alnum})`, 'AKIA', 'ASIA', 'ABIA', 'ACCA'),
  form(uuid, 'amzn.mws.'),
  form(`${word}{24,128}`, 'AIza', 'GOCSPX-', 'AQ.Ab'),
  form('[\\w.-]{20,2048}', 'ya29.'),
  form(`${word}{40,256}`, '1//0', '4/0A'),
  form(`${alnum}{12,30}`, 'LTAI'),
  form(`${alnum}{32,40}(?!${alnum})`, 'AKID'),
  form(`${word}{20,128}`, 'dop_v1_', 'doo_v1_', 'dor_v1_', 'DOP_V1_'),
  form(`${hex}{32}(?:-\\d)?`, 'dapi', 'dkea', 'dose'),
  form('[a-f0-9]{24}-[a-f0-9]{64,160}', 'v1.0-'),
  form(`${base64}{24,1024}={0,3}`, 'fo1_', 'fm1r_', 'fm1a_', 'fm2_', 'FlyV1 fm2_'),
  form(`${word}{20,128}`, 'HRKU-'),
  form(`${word}{20,128}`, 'nfp_', 'nfc_', 'rnd_', 'sbp_', 'sb_secret_', 'vcp_', 'vck_', 'tk-us-'),
  form('[\\w.=-]{20,128}', 'pscale_tkn_', 'pscale_oauth_', 'pscale_pw_'),
  form(`${alnum}{38}(?!${alnum})`, '4b1d'),
  form(`${word}{32,64}`, 'cfut_', 'cfat_', 'cfk_', 'mdb_sa_sk_', 'vci_', 'vca_', 'vcr_'),
  form(`${word}{16,40}`, 'AVNS_'),
  form(`${word}{40,48}(?![\\w-])`, 'sha256~'),
  form(`${word}{16,128}`, 'tskey-', 'dnkey-', 'nats_'),

  // Infrastructure and secret managers
  form(`${word}{20,512}`, 'hvs.', 'hvb.', 'hvr.'),
  form(`(?=[A-Za-z]*\\d)${alnum}{24}(?![\\w.])`, 's.'),
  form(`${base64}{40,2048}={0,3}`, 'ops_eyJ'),
  form('[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){1,3}', 'A3-'),
  form(`${alnum}{20,128}`, 'dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'),
  form(`[\\w.]{1,40}\\.${alnum}{20,128}`, 'dp.st.'),
  form(`${hex}{24}\\.${hex}{32}\\.${hex}{32}`, 'st.'),
  form(`[a-z0-9]{5}:${alnum}{40,64}`, 'token-', 'kubeconfig-'),
  form(`${alnum}{8,64}(?:\\.${alnum}{8,128})?`, 'dt0c01.', 'dt0s01.'),
  form(`${hex}{20,64}`, 'pul-', 'bkua_', 'bkaj_', 'e2b_', 'ATTA', 'signkey-prod-', 'signkey-test-', 'signkey-branch-'),
  form(`${hex}{40}(?!${alnum})`, 'squ_', 'sqp_', 'sqa_', 'v1.'),
  form('\\w{22}_[0-9a-f]{40}', 'CCIPAT_', 'CCIPRJ_'),
  form(`${word}{22}\\.${alnum}{24}\\.${alnum}{20}`, 'pat.', 'sat.'),
  form(`[A-Z0-9]{20,32}(?!${alnum})`, 'API-'),
  form('[A-Z0-9]{16,80}', 'AGE-SECRET-KEY-1'),
  form(
    '[\\w-]{20,128}',
    'pnu_',
    'pnb_',
    'ico-',
    'apify_api_',
    'aio_',
    'bb_live_',
    'tr_prod_',
    'tr_dev_',
    'tr_stg_',
    'zpka_',
  ),
  form(`${alnum}{16}(?!${alnum})`, 'endr+'),
  form(`${word}{44}(?![\\w-])`, 'b_'),
  form(
    `${alnum}{5,30}\\.${alnum}{4,6}\\.acc[_-][a-z0-9-]{10,32}\\.[\\w+/=-]{30,120}`,
    'sc_',
    'ext_',
    'scauth_',
    'authress_',
  ),

  // Models
  form(`${word}{20,256}`, 'sk-ant-', 'sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-or-v1-', 'sk-lf-'),
  form(`${alnum}{20,64}(?![\\w-])`, 'sk-'),
  form(`${alnum}{24,128}`, 'hf_', 'api_org_', 'gsk_', 'r8_', 'pplx-', 'xai-', 'nvapi-', 'jina_', 'pa-'),
  form('\\w{32,128}', 'lsv2_pt_', 'lsv2_sk_', 'pcsk_'),
  form(`${word}{20,128}`, 'tvly-', 'fw_', 'esecret_', 'csk-', 'rpa_', 'flp_', 'sk-helicone-', 'sess-'),
  form(`${hex}{32}(?!${alnum})`, 'fc-'),
  form(`${hex}{48}(?!${alnum})`, 'sk_'),
  form(`${hex}{64}(?!${alnum})`, 'key_'),
  form(uuid, 'ctx7sk-'),

  // Payment and shops
  form('\\w{10,255}', 'sk_live_', 'sk_test_', 'sk_prod_', 'rk_live_', 'rk_test_', 'rk_prod_'),
  form('[\\w+/=-]{16,128}', 'whsec_'),
  form(`${alnum}{16,64}`, 'shpat_', 'shpca_', 'shppa_', 'shpss_', 'shprt_'),
  form(`${word}{20,64}`, 'sq0atp-', 'sq0csp-', 'sq0idp-', 'EAAA'),
  form(`${alnum}{64,300}`, 'EAAM', 'EAAC', 'EAAG'),
  form(`${alnum}{12,40}(?:-X)?`, 'FLWSECK_TEST-', 'FLWPUBK_TEST-', 'FLWSECK-', 'FLWPUBK-'),
  form(uuid, 'access-sandbox-', 'access-development-', 'access-production-'),
  form(`\\w{8,32}\\$${hex}{32}`, 'access_token$production$', 'access_token$sandbox$'),
  form(`${alnum}{14,64}`, 'rzp_live_', 'rzp_test_'),
  form('[\\w=-]{20,64}', 'duffel_live_', 'duffel_test_', 'polar_oat_', 'polar_pat_', 'secret-live-', 'secret-test-'),
  form('\\w{40,80}', 'pdl_live_apikey_', 'pdl_sdbx_apikey_'),
  form(`${alnum}{50,60}(?!${alnum})`, 'EZAK', 'EZTK'),
  form(`${alnum}{16,24}`, 'sm_aat_', 'sm_pat_', 'sm_sat_'),
  form(`${hex}{30,40}`, 'live_pub_', 'test_pub_', 'live_', 'test_'),

  // Messages and mail
  form('[\\w-]{8,512}', 'xoxb-', 'xoxp-', 'xoxa-', 'xoxo-', 'xoxr-', 'xoxs-', 'xoxe-', 'xoxc-', 'xoxd-', 'xapp-'),
  form('xox[bp]-[\\w-]{8,512}', 'xoxe.'),
  form('[\\w/+-]{16,256}', 'hooks.slack.com/services/', 'hooks.slack.com/workflows/', 'hooks.slack.com/triggers/'),
  form('\\d{15,21}/[\\w-]{20,128}', 'discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'),
  form(
    '[\\w@/.-]{20,512}',
    'webhook.office.com/webhookb2/',
    'outlook.office.com/webhook/',
    'outlook.office365.com/webhook/',
  ),
  form('\\w{1,64}/\\w{4,64}', 'hooks.zapier.com/hooks/catch/'),
  form('[\\w=.-]{16,128}', 'SG.'),
  form(`${alnum}{20,64}(?:-${alnum}{8,64})?`, 'xkeysib-', 'xsmtpsib-'),
  form(`${hex}{32}(?!${alnum})`, 'key-', 'pubkey-', 'SK'),
  form('\\w{20,64}', 're_'),
  form(`${word}{60,200}`, 'APA91b'),

  // Tools
  form(`${alnum}{20,128}`, 'lin_api_', 'lin_oauth_'),
  form(`${alnum}{40,64}`, 'ntn_', 'secret_'),
  form(`${word}{20,256}`, 'figd_', 'figo_', 'CFPAT-'),
  form(`${alnum}{24}-${alnum}{20,40}`, 'PMAK-'),
  form(`${alnum}{20,40}`, 'PMAT-'),
  form(`${base64}{20,512}={0,2}(?:_${base64}{20,64})?`, 'sntrys_', 'sntryu_'),
  form(`${base64}{24,512}={0,3}`, 'glc_', 'glsa_', 'eyJrIjoi'),
  form('[\\w-]{15,64}', 'NRAK-', 'NRII-', 'NRJS-', 'NRRA-', 'NRIQ-', 'NRSP-'),
  form(`${word}{20,128}`, 'phx_', 'phs_', 'tfp_', 'fio-u-', 'rdme_', 'logfire_'),
  form(`${hex}{48,64}`, 's-s4t2ud-', 's-s4t2af-'),
  form(`${alnum}{20,64}`, 'p8e-'),
  form(uuid, 'pat-na1-', 'pat-eu1-', 'sdk-', 'mob-'),
  form('\\d{6,10}_[A-Z0-9]{32}', 'pk_'),
  form('[\\w-]{20,64}', 'AQVN'),

  // Signed tokens: a header and what it signs, or what is left of them
  form('[\\w-]{10,2048}(?:\\.[\\w-]{4,4096}){0,4}', 'eyJ'),
  form('[A-Za-z0-9+/_-]{40,4096}={0,2}', 'eyJ', 'ZXlK'),
  form('[\\w.-]{10,400}', 'v4.local.', 'v4.public.', 'v3.local.', 'v2.local.'),
]

/** What may end in a letter right before a word: an escape (`\n`, `%3D`, `\u000a`), or the colour of a terminal. */
const escapes = '\\\\[bfnrt]|%[0-9A-Fa-f]{2}|\\\\u[0-9A-Fa-f]{4}|\\p{Cc}\\[[\\d;]{0,16}[A-Za-z]'
const boundary = `(?:(?<![A-Za-z0-9])|(?<=${escapes}))`

interface Shape {
  /** What it has in it, literally: most texts have none of these, and then its expression is not even compiled. */
  holds: string[]
  body: () => RegExp
}

const shape = (body: string, ...holds: string[]): Shape => ({
  holds,
  body: once(() => new RegExp(boundary + body, 'gu')),
})

/** What has no prefix and is known by its shape alone. */
const shapes: Shape[] = [
  shape('\\d{15,16}(?:\\||%7C)[\\w\\-]{27,40}', '|', '%7C'), // Facebook
  shape('[\\w~.]{3}\\dQ~[\\w~.\\-]{20,40}', 'Q~'), // Microsoft Entra
  shape('pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}', 'pat'), // Airtable
  shape('[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk(?![A-Za-z0-9])', '_mmk'), // MaxMind
  shape('[0-9a-f]{32}-us\\d{1,2}(?!\\w)', '-us'), // Mailchimp
  shape('[a-h0-9]{32}-[a-h0-9]{8}-[a-h0-9]{8}(?!\\w)', '-'), // Mailgun
  shape('[A-Za-z0-9]{14}\\.atlasv1\\.[\\w=\\-]{40,80}', '.atlasv1.'), // Terraform
  shape('\\d{8,16}:A[A-Za-z0-9_\\-]{34}(?![\\w\\-])', ':A'), // Telegram
  shape('[MNO][A-Za-z0-9_\\-]{23,27}\\.[\\w\\-]{6}\\.[\\w\\-]{27,40}', '.'), // Discord
  shape('t1\\.[\\w\\-]{8,1024}={0,2}\\.[\\w\\-]{86}={0,2}', 't1.'), // Yandex
  shape('[A-Za-z0-9+/]{76}AzSe[A-Za-z0-9+/]{4,8}={0,2}', 'AzSe'), // Azure, by its check mark
  shape('[A-Za-z0-9+/]{33}AIoT[A-Za-z0-9+/]{5,8}={0,2}', 'AIoT'),
  shape('AAAA[\\w\\-]{7}:APA91b[\\w\\-]{20,200}', ':APA91b'), // Firebase's messages
  // Hashed passwords
  shape('[0-9a-f]{32}:[0-9a-f]{32}:::', ':::'),
  shape('\\$(?:1|2[abxy]?|5|6|7|y|apr1|argon2(?:id?)?|scrypt|pbkdf2-sha\\d{1,3})\\$[\\w./$=,+\\-]{20,256}', '$'),
  shape('pbkdf2[_:]sha\\d{1,3}[$:]\\d{1,8}[$:][\\w./+=\\-]{4,128}[$:][\\w./+=\\-]{16,256}', 'pbkdf2'),
  shape('SCRAM-SHA-\\d{1,3}\\$\\d{1,8}:[\\w+/=]{8,128}\\$[\\w+/=]{16,128}:[\\w+/=]{16,128}', 'SCRAM-SHA-'),
  shape('\\{S?(?:SHA|MD5)(?:256|512)?\\}[A-Za-z0-9+/]{16,100}={0,2}', '{SHA', '{SSHA', '{MD5', '{SMD5'),
]

const compiled = forms.map(({ begins, body }) => ({ begins, compiledBody: once(() => new RegExp(body, 'y')) }))

/** Where a text has secrets of a known form. */
export function findForms(text: string): Range[] {
  const found: Range[] = []
  for (const { begins, compiledBody } of compiled) {
    for (const begin of begins) {
      for (let at = text.indexOf(begin); at !== -1; ) {
        const body = compiledBody()
        body.lastIndex = at + begin.length
        const end = beginsThere(text, at) && body.test(text) ? body.lastIndex : undefined
        if (end !== undefined && !isIdentifier(text.slice(at + begin.length, end))) found.push([at, end])
        at = text.indexOf(begin, end ?? at + begin.length)
      }
    }
  }
  for (const { holds, body } of shapes) {
    if (!holds.some((part) => text.includes(part))) continue
    for (const { index, 0: secret } of text.matchAll(body())) found.push([index, index + secret.length])
  }
  return found.map(([from, to]) => [from, restOf(text, from, to)])
}

/** `pypi-` and `re_` begin names as well: words that a sign parts, or one in lower case. */
const isIdentifier = (body: string): boolean => /[._-]|^[a-z]+$/.test(body) && wordlike(body)

const escaped = once(() => new RegExp(`(?:${escapes})$`, 'u'))

/** Whether a word begins there: behind no letter or digit, except one that ends an escape. */
function beginsThere(text: string, at: number): boolean {
  return at === 0 || !/[A-Za-z0-9]/.test(text[at - 1] as string) || escaped().test(text.slice(Math.max(0, at - 20), at))
}

/** What is longer than any known secret is one all the same: its end is where its characters end. */
function restOf(text: string, from: number, to: number): number {
  if (to - from < most / 2) return to
  const rest = /[\w+/=.-]*/y
  rest.lastIndex = to
  rest.test(text)
  return rest.lastIndex
}
