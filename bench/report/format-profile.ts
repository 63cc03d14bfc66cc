import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CpuProfile, type ProfileRow, summariseProfile } from './summarise-profile.ts'

const functionsMax = 25
const placesMax = 15

/** Where the gateway's time went, from the profiles that Node left in this folder; those of the other processes are passed over. */
export function formatProfiles(folder: string): string {
  const texts: string[] = []
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))) {
    const profile: CpuProfile = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    if (!profile.nodes.some((node) => node.callFrame.url.endsWith('/gateway/src/main.ts'))) continue
    const { functions, places } = summariseProfile(profile)
    texts.push(
      `${file}: self time of the gateway, in percent of what was not idle\n`,
      ...lines(functions.slice(0, functionsMax)),
      '\nby file\n',
      ...lines(places.slice(0, placesMax)),
      '',
    )
  }
  return texts.length === 0 ? `there is no profile of a gateway in ${folder}\n` : texts.join('\n')
}

function lines(rows: readonly ProfileRow[]): string[] {
  return rows.map(({ name, percent }) => `  ${percent.toFixed(1).padStart(5)}  ${name}`)
}
