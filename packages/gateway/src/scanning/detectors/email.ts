import { patternDetector } from '../pattern-detector.ts'

/** Latin letters with and without marks. */
const pattern =
  /(?<![A-Za-z0-9À-ɏ._%+-])[A-Za-z0-9À-ɏ_](?:[A-Za-z0-9À-ɏ._%+'-]{0,62}[A-Za-z0-9À-ɏ_+-])?@(?:[A-Za-z0-9À-ɏ](?:[A-Za-z0-9À-ɏ-]{0,61}[A-Za-z0-9À-ɏ])?\.){1,6}[A-Za-zÀ-ɏ]{2,24}/

/** `icon@2x.png`, `chunk@main.js`: endings of files that are no domains. */
const fileEnding =
  /\.(?:png|jpe?g|gif|svg|webp|avif|ico|[cm]?jsx?|[cm]?tsx?|json[5l]?|s?css|less|html?|xml|ya?ml|toml|lock|txt|log|map|vue|wasm|tgz|gz|whl|jar|exe|dll|csv|ini|conf|patch|diff)$/i

/** E-mail addresses. Not the `git@` of a repository's address, not `name@1.2.3-beta.next` of a package, not names of files. */
export const email = () =>
  patternDetector([
    {
      pattern,
      literals: ['@'],
      accept(value) {
        const domain = value.slice(value.indexOf('@') + 1)
        return !value.startsWith('git@') && !/^\d+\.\d/.test(domain) && !fileEnding.test(domain)
      },
    },
  ])
