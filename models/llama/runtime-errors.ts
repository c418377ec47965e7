import { AuraError } from '../../core/errors.ts'

export function cannotChoose(cause: unknown): AuraError {
  return new AuraError('unavailable', 'The chosen model cannot be looked up.', {
    why: 'What was chosen could not be read.',
    fix: 'Look into the log, then try again.',
    cause,
  })
}

export function noModel(): AuraError {
  return new AuraError('model-missing', 'There is no model yet.', {
    why: 'Aura answers with a model file of yours, and none has been chosen.',
    fix: 'aura models add FILE.gguf',
  })
}

export function keepsCrashing(): AuraError {
  return new AuraError('runtime-unavailable', 'The model runtime keeps crashing.', {
    why: 'It ended several times within a minute, so it is left alone for a minute.',
    fix: 'aura doctor; look into the log, or choose another model or gpu = "off".',
  })
}

export function shutDown(): AuraError {
  return new AuraError('interrupted', 'Aura is shutting down.', {
    why: 'The model runtime was closed.',
    fix: 'Try again when Aura runs again.',
  })
}

/** The process is there and says nothing. */
export function doesNotAnswer(): AuraError {
  return new AuraError('runtime-unavailable', 'The model runtime does not answer.', {
    why: 'Its process runs, but it has taken too long.',
    fix: 'Try again; if it happens again, restart Aura.',
  })
}

/** The process is gone. */
export function ended(cause?: unknown): AuraError {
  return new AuraError('runtime-unavailable', 'The model runtime stopped unexpectedly.', {
    why: 'Its process ended; it is started again by itself.',
    fix: 'Try again; if it happens again, look into the log.',
    cause,
  })
}
