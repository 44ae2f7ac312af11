//! Which command does what, and on which thread.

use super::core::{Core, JobHandle};
use super::{Command, Event, JobId, grade_jobs, predictions, session, tools, traces, writing};
use std::sync::Arc;

impl Core {
    /// Starts a command as a job: registers it, then dispatches it.
    ///
    /// The two are apart for a job that follows another one, such as the trace after a verdict: it is registered before
    /// the verdict is reported, so that a front end knows that it comes, and dispatched after that.
    pub(super) fn start(self: &Arc<Self>, command: Command) -> JobId {
        let job = self.register(&command);
        let id = job.id;
        self.dispatch(job, command);
        id
    }

    /// Makes a job of a command, cancels the jobs that it replaces, and reports that it has started.
    pub(super) fn register(&self, command: &Command) -> JobHandle {
        let (id, cancel) = self.jobs.register(command);
        let job = JobHandle { id, cancel };
        self.emit(Event::Started {
            job: id,
            command: command.clone(),
        });
        job
    }

    /// Puts a job on its thread: a write on the one that writes in order, anything else on one of its own.
    pub(super) fn dispatch(self: &Arc<Self>, job: JobHandle, command: Command) {
        match command {
            Command::Open => self.write(job, |core, _| session::open(core)),
            Command::MakeDesk { dir, editor, plain } => self.write(job, move |core, _| {
                session::make_desk(core, &dir, editor, plain)
            }),
            Command::Arrange {
                lesson,
                text,
                before,
                lines,
            } => self.write(job, move |core, _| {
                writing::arrange(core, &lesson, &text, before.as_deref(), lines)
            }),
            Command::WriteFile { lesson, text, base } => self.write(job, move |core, _| {
                writing::write_file(core, lesson, text, base.as_deref())
            }),
            Command::KeepDraft { lesson, text } => {
                self.write(job, move |core, _| writing::keep_draft(core, lesson, &text));
            }
            Command::DiscardDraft { lesson } => {
                self.write(job, move |core, _| writing::discard_draft(core, lesson));
            }
            Command::Reset { lesson } => {
                self.write(job, move |core, _| writing::reset(core, &lesson));
            }
            Command::RecordHint { lesson, hint } => self.write(job, move |core, _| {
                writing::record(core, &lesson, |progress| progress.record_hint(&hint))
            }),
            Command::RecordAnswer {
                lesson,
                question,
                choices,
                right,
            } => self.write(job, move |core, _| {
                writing::record(core, &lesson, |progress| {
                    progress.record_answer(&question, choices, right);
                })
            }),
            Command::RecordSolutionSeen { lesson } => self.write(job, move |core, _| {
                writing::record(core, &lesson, |progress| progress.solution_seen = true)
            }),
            Command::SetPlain { plain } => {
                self.write(job, move |core, _| writing::set_plain(core, plain));
            }
            Command::RememberView(view) => {
                self.write(job, move |core, _| writing::remember_view(core, &view));
            }
            Command::Grade { lesson, debounce } => self.thread("grade", job, move |core, job| {
                grade_jobs::grade(core, job, &lesson, debounce)
            }),
            Command::GradeAll { lessons } => self.thread("grade", job, move |core, job| {
                grade_jobs::grade_all(core, job, &lessons)
            }),
            Command::Trace {
                lesson,
                text,
                verdict,
            } => self.thread("trace", job, move |core, job| {
                traces::trace(core, job, lesson, text, &verdict)
            }),
            Command::PrepareTrace { lesson } => self.thread("trace", job, move |core, job| {
                traces::prepare(core, job, &lesson)
            }),
            Command::TracePrediction { lesson, prediction } => {
                self.thread("trace", job, move |core, job| {
                    traces::trace_prediction(core, job, lesson, &prediction)
                });
            }
            Command::Replay {
                lesson,
                text,
                choices,
            } => self.thread("replay", job, move |core, job| {
                traces::replay(core, job, lesson, text, &choices)
            }),
            Command::Predict {
                lesson,
                prediction,
                commitment,
            } => self.thread("predict", job, move |core, job| {
                predictions::predict(core, job, &lesson, &prediction, commitment)
            }),
            Command::Advise { lesson, text } => self.thread("advise", job, move |core, job| {
                tools::advise(core, job, lesson, &text)
            }),
            Command::Explain { code } => {
                self.thread("explain", job, move |core, _| tools::explain(core, code));
            }
            Command::EditBeside { path, line } => {
                self.thread("edit", job, move |core, _| {
                    tools::edit_beside(core, &path, line)
                });
            }
            Command::Cancel { job: other } => {
                self.jobs.cancel(other);
                self.end(&job, Ok(()));
            }
        }
    }
}
