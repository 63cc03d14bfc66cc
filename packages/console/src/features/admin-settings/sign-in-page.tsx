import { Anchor, List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMe } from '../../client/use-me.ts'
import { Block } from '../../ui/block.tsx'
import { Page } from '../../ui/page.tsx'
import { StateWord } from '../../ui/state-word.tsx'
import { signInProviders } from './sign-in-providers.ts'
import { SignInTest } from './sign-in-test.tsx'

/** How people get in. */
export function SignInPage() {
  const { person } = useMe()
  const { data: providers } = useQuery({ queryKey: ['sign-in-providers'], queryFn: signInProviders })
  return (
    <Page
      title="Sign-in"
      says="How people get in. What is asked of them is decided here; where they are known, where Tollgate is started."
    >
      <Block title="E-mail and password">
        <StateWord tone="good">on</StateWord>
        <Text size="sm" mt="xs">
          Invited people choose a password of 12 characters or more, and may add a second factor.
          {person !== null && ` You are signed in as ${person.email}.`}
        </Text>
      </Block>
      <Block title="Single sign-on (OpenID Connect)">
        {providers !== undefined && providers.length > 0 ? (
          <>
            <List size="sm">
              {providers.map(({ id, name }) => (
                <List.Item key={id}>
                  {name} <StateWord tone="good">on</StateWord>
                </List.Item>
              ))}
            </List>
            <SignInTest />
          </>
        ) : (
          <>
            <StateWord>not configured</StateWord>
            <Text size="sm" mt="xs">
              Start Tollgate with <code>TOLLGATE_OIDC_ISSUER</code>, <code>TOLLGATE_OIDC_CLIENT_ID</code> and{' '}
              <code>TOLLGATE_OIDC_CLIENT_SECRET</code>; the provider leads people back to{' '}
              <code>{location.origin}/api/auth/callback/sso</code>.
            </Text>
          </>
        )}
        <Text size="sm" mt="xs">
          Groups of the provider become teams: each{' '}
          <Anchor component={Link} to="/admin/teams" size="sm" underline="always">
            team
          </Anchor>{' '}
          names its group.
        </Text>
      </Block>
    </Page>
  )
}
