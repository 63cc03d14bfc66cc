import { Anchor, Box, Group, SimpleGrid, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { leaveSetUp, useAnyCall } from '../../client/use-set-up.ts'
import { Waiting } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { Page } from '../../ui/page.tsx'
import { ApiStep } from './api-step.tsx'
import { ConnectStep } from './connect-step.tsx'
import { FirstCallStep, sentenceOf } from './first-call-step.tsx'
import { type FirstRun, useFirstRun } from './first-run.ts'
import { KeyStep } from './key-step.tsx'
import { NextCard } from './next-card.tsx'
import { PasswordStep } from './password-step.tsx'
import { ProviderStep } from './provider-step.tsx'
import { Step } from './step.tsx'

/** From nothing to a first answered call. Each line calls what the normal pages call, and each can be skipped and opened again. */
export function WelcomePage() {
  const run = useFirstRun()
  const navigate = useNavigate()
  const leave = () => {
    leaveSetUp()
    void navigate({ to: '/publisher' })
  }
  return (
    <Box maw={560} mx="auto">
      <Page
        title="Set up Tollgate"
        says="Six lines to the first answered call. Every one can be skipped."
        action={
          <Anchor component="button" type="button" onClick={leave} size="sm">
            Go to the console
          </Anchor>
        }
      >
        {run === undefined ? <Waiting lines={6} /> : <Lines run={run} />}
      </Page>
    </Box>
  )
}

const everyMs = 1_000

function Lines({ run }: { readonly run: FirstRun }) {
  const [told, setTold] = useState<Readonly<Record<number, string>>>({})
  const [opened, setOpened] = useState<number>()
  const [secret, setSecret] = useState<string>()
  const first = useAnyCall({ everyMs }) ?? undefined
  const done: Readonly<Record<number, string | undefined>> = {
    ...alreadyDone(run),
    ...told,
    ...(first === undefined ? {} : { 6: sentenceOf(first) }),
  }
  const numbers = [1, 2, 3, 4, 5, 6]
  const open = opened ?? numbers.find((number) => done[number] === undefined) ?? 6
  const say = (number: number) => (sentence: string) => {
    setTold((before) => ({ ...before, [number]: sentence }))
    setOpened(undefined)
  }
  const line = (number: number) => ({
    number,
    done: done[number],
    isOpen: open === number,
    onOpen: () => setOpened(number),
  })
  return (
    <>
      <Block>
        <Step {...line(1)} title="Make it yours">
          <PasswordStep onDone={say(1)} />
        </Step>
        <Step {...line(2)} title="Choose a provider">
          <ProviderStep run={run} onDone={say(2)} />
        </Step>
        <Step {...line(3)} title="Your first API">
          <ApiStep run={run} onDone={say(3)} />
        </Step>
        <Step {...line(4)} title="Your application and key">
          <KeyStep
            run={run}
            secret={secret}
            onKey={(key, application) => {
              setSecret(key)
              setTold((before) => ({
                ...before,
                4: `A key of ${application} was made; it is shown on this page only.`,
              }))
              setOpened(4)
            }}
          />
        </Step>
        <Step {...line(5)} title="Connect your agent">
          <ConnectStep secret={secret} onDone={say(5)} />
        </Step>
        <Step {...line(6)} title="First call">
          <FirstCallStep first={first} />
        </Step>
        {open < 6 && (
          <Group justify="flex-end" mt="sm">
            <Anchor
              component="button"
              type="button"
              size="sm"
              onClick={() => (done[open] === undefined ? say(open)('Skipped.') : setOpened(open + 1))}
            >
              {done[open] === undefined ? 'Skip this line' : 'Next line'}
            </Anchor>
          </Group>
        )}
      </Block>
      {first !== undefined && <Afterwards />}
    </>
  )
}

function alreadyDone({ endpoint }: FirstRun): Readonly<Record<number, string>> {
  return endpoint?.isDemo === false ? { 2: `Calls go to ${new URL(endpoint.url).host}.` } : {}
}

function Afterwards() {
  return (
    <>
      <Text fw={500}>What people do next</Text>
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <NextCard to="/admin" title="Invite your team" says="Each with a role and a first team." />
        <NextCard to="/admin/limits" title="Set a budget" says="For a team, a person or everybody." />
        <NextCard to="/publisher" title="Turn masks to enforce" says="Once you have seen what they would do." />
      </SimpleGrid>
    </>
  )
}
