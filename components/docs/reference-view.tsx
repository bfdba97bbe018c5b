import type { ApiDescription, DescribedOperation } from './describe-operation.ts'
import { listOperations } from './describe-operation.ts'
import { Prose } from './prose.tsx'
import type { DocsTexts } from './texts.ts'
import { type ExampleLanguage, writeExamples } from './write-examples.ts'

const LANGUAGES: readonly ExampleLanguage[] = ['curl', 'TypeScript', 'Python']

type Props = { description: ApiDescription; origin: string; t: DocsTexts }

/** The API as its description has it, with this server’s URL in the examples. It needs no script. */
export function ReferenceView({ description, origin, t }: Props) {
  const operations = listOperations(description)
  const tags = (description.tags ?? []).filter(({ name }) => operations.some(({ tag }) => tag === name))
  return (
    <>
      <h1 className="font-semibold text-title tracking-tight">{t.title}</h1>
      <p lang="en" className="mt-1 max-w-3xl text-muted">
        <Prose text={description.info.description} />
      </p>
      <p className="mt-1 text-small">
        <a href="/api/openapi.json" className="text-accent underline underline-offset-2">
          {t.document}
        </a>
      </p>
      <nav aria-label={t.operations} className="mt-4 rounded-panel border border-line bg-surface p-4">
        {tags.map(({ name }) => (
          <div key={name} className="mt-2 first:mt-0">
            <h2 lang="en" className="font-semibold text-small">
              {name}
            </h2>
            <ul lang="en">
              {operations
                .filter(({ tag }) => tag === name)
                .map(({ id, method, path, summary }) => (
                  <li key={id}>
                    <a
                      href={`#${id}`}
                      className="flex min-h-6 flex-wrap items-baseline gap-x-2 hover:underline"
                    >
                      <code className="font-mono text-small wrap-anywhere">
                        {method} {path}
                      </code>
                      <span className="text-muted text-small">{summary}</span>
                    </a>
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </nav>
      {tags.map(({ name, description: about }) => (
        <section key={name} lang="en" aria-label={name} className="mt-6">
          <h2 className="font-semibold text-title tracking-tight">{name}</h2>
          <p className="text-muted">
            <Prose text={about} />
          </p>
          {operations
            .filter(({ tag }) => tag === name)
            .map((operation) => (
              <Operation key={operation.id} operation={operation} origin={origin} t={t} />
            ))}
        </section>
      ))}
    </>
  )
}

type OperationProps = { operation: DescribedOperation; origin: string; t: DocsTexts }

function Operation({ operation, origin, t }: OperationProps) {
  const { id, method, path, summary, description, parameters, answers } = operation
  return (
    <article
      id={id}
      className="mt-4 scroll-mt-4 rounded-panel border border-line bg-surface p-4 target:border-accent"
    >
      <h3 className="font-semibold">{summary}</h3>
      <p>
        <code className="font-mono text-small wrap-anywhere">
          {method} {path}
        </code>
      </p>
      <p className="mt-2 max-w-3xl">
        <Prose text={description} />
      </p>
      {parameters.length === 0 ? null : (
        <dl className="mt-3 grid gap-x-4 gap-y-1 text-small sm:grid-cols-[auto_1fr]">
          {parameters.map(({ name, place, required, description: about }) => (
            <div key={`${place} ${name}`} className="contents">
              <dt>
                <code className="font-mono">{name}</code>{' '}
                <span className="text-muted">
                  {place}
                  {required ? `, ${t.required}` : ''}
                </span>
              </dt>
              <dd>
                <Prose text={about} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      <Examples operation={operation} origin={origin} t={t} />
      <h4 className="mt-4 font-medium text-small">{t.answers}</h4>
      <ul className="mt-1 grid gap-1 text-small">
        {answers.map(({ status, description: about, example }) => (
          <li key={status}>
            <details>
              <summary className="min-h-6 cursor-pointer">
                <code className="font-mono">{status}</code> <Prose text={about} />
              </summary>
              {example === undefined ? null : <Code text={JSON.stringify(example, null, 2)} />}
            </details>
          </li>
        ))}
      </ul>
    </article>
  )
}

/** Tabs made of radio buttons: the style sheet shows the chosen one. */
function Examples({ operation, origin, t }: OperationProps) {
  const examples = writeExamples(operation, origin)
  const { id, summary } = operation
  return (
    <fieldset className="mt-3 grid grid-cols-[auto_auto_auto_1fr] gap-x-1">
      <legend className="sr-only">
        {t.example} {summary}
      </legend>
      {LANGUAGES.map((language, place) => (
        <label
          key={language}
          className="order-1 flex min-h-8 cursor-pointer items-center rounded-control border border-transparent px-2.5 text-small has-checked:border-edge has-checked:bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={`example-${id}`}
            value={language}
            defaultChecked={place === 0}
            className="sr-only"
            data-example={place}
          />
          {language}
        </label>
      ))}
      {LANGUAGES.map((language, place) => (
        <div key={language} data-shown={place} className="order-2 col-span-4 min-w-0">
          <Code text={examples[language]} />
        </div>
      ))}
    </fieldset>
  )
}

function Code({ text }: { text: string }) {
  return (
    <pre className="mt-1 whitespace-pre-wrap rounded-control border border-line bg-sunken p-3 font-mono text-small wrap-anywhere">
      {text}
    </pre>
  )
}
