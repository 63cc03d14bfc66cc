import type { Problem } from '../problem.ts'
import type { Project } from './project.ts'

/** One rule about the shape of the repository: pure, over what was read, so that it can be tried on a sample project. */
export type Rule = (project: Project) => Problem[]
