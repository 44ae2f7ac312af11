//! Which command does what, and on which thread.

use super::shared::{JobHandle, Shared};
use super::{Command, Event, JobId, grade_jobs, opening, predictions, tools, traces, writing};
use std::sync::Arc;

impl Shared {
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
    #[expect(
        clippy::too_many_lines,
        reason = "it is one flat match over all commands"
    )]
    pub(super) fn dispatch(self: &Arc<Self>, job: JobHandle, command: Command) {
        match command {
            Command::Open => self.write(job, |shared, _| opening::open(shared)),
            Command::ReloadCourse => self.write(job, |shared, _| opening::reload_course(shared)),
            Command::MakeDesk { dir, editor, plain } => self.write(job, move |shared, _| {
                opening::make_desk(shared, &dir, editor, plain)
            }),
            Command::Arrange {
                lesson,
                text,
                before,
                lines,
            } => self.write(job, move |shared, _| {
                writing::arrange(shared, &lesson, &text, before.as_deref(), lines)
            }),
            Command::WriteFile { lesson, text, base } => self.write(job, move |shared, _| {
                writing::write_file(shared, lesson, text, base.as_deref())
            }),
            Command::KeepDraft { lesson, text } => {
                self.write(job, move |shared, _| {
                    writing::keep_draft(shared, lesson, &text)
                });
            }
            Command::DiscardDraft { lesson } => {
                self.write(job, move |shared, _| writing::discard_draft(shared, lesson));
            }
            Command::Reset { lesson } => {
                self.write(job, move |shared, _| writing::reset(shared, &lesson));
            }
            Command::RecordHint { lesson, hint } => self.write(job, move |shared, _| {
                writing::record(shared, &lesson, |progress| progress.record_hint(&hint))
            }),
            Command::RecordAnswer {
                lesson,
                question,
                choices,
                right,
            } => self.write(job, move |shared, _| {
                writing::record(shared, &lesson, |progress| {
                    progress.record_answer(&question, choices, right);
                })
            }),
            Command::RecordSolutionSeen { lesson } => self.write(job, move |shared, _| {
                writing::record(shared, &lesson, |progress| progress.solution_seen = true)
            }),
            Command::SetPlain { plain } => {
                self.write(job, move |shared, _| writing::set_plain(shared, plain));
            }
            Command::RememberView(view) => {
                self.write(job, move |shared, _| writing::remember_view(shared, &view));
            }
            Command::Grade { lesson, debounce } => self.thread("grade", job, move |shared, job| {
                grade_jobs::grade(shared, job, &lesson, debounce)
            }),
            Command::GradeAll { lessons } => self.thread("grade", job, move |shared, job| {
                grade_jobs::grade_all(shared, job, &lessons)
            }),
            Command::Trace {
                lesson,
                text,
                verdict,
            } => self.thread("trace", job, move |shared, job| {
                traces::trace(shared, job, lesson, text, &verdict)
            }),
            Command::PrepareTrace { lesson } => self.thread("trace", job, move |shared, job| {
                traces::prepare(shared, job, &lesson)
            }),
            Command::TracePrediction { lesson, prediction } => {
                self.thread("trace", job, move |shared, job| {
                    traces::trace_prediction(shared, job, lesson, prediction)
                });
            }
            Command::Replay {
                lesson,
                text,
                choices,
            } => self.thread("replay", job, move |shared, job| {
                traces::replay(shared, job, lesson, text, &choices)
            }),
            Command::Predict {
                lesson,
                prediction,
                commitment,
            } => self.thread("predict", job, move |shared, job| {
                predictions::predict(shared, job, &lesson, &prediction, commitment)
            }),
            Command::Advise { lesson, text } => self.thread("advise", job, move |shared, job| {
                tools::advise(shared, job, lesson, &text)
            }),
            Command::Explain { code } => {
                self.thread("explain", job, move |shared, _| {
                    tools::explain(shared, code)
                });
            }
            Command::EditBeside { path, line } => {
                self.thread("edit", job, move |shared, job| {
                    tools::edit_beside(shared, job, &path, line)
                });
            }
            Command::Cancel { job: other } => {
                self.jobs.cancel(other);
                self.end(&job, Ok(()));
            }
        }
    }
}
