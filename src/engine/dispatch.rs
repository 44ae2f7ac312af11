//! Maps each command to what it does, and to the thread that does it.

use super::shared::{JobHandle, Shared, Unfinished};
use super::{
    Command, Event, JobId, JobKind, Request, grade_jobs, opening, predictions, tools, traces,
    writing,
};
use std::sync::Arc;

impl Shared {
    /// Starts a command as a job: registers it, then dispatches it.
    ///
    /// The two steps are separate for a job that follows another one, such as the trace after a verdict: it is
    /// registered before the verdict is reported, so that front ends expect it, and dispatched after that.
    pub(super) fn start(self: &Arc<Self>, request: impl Into<Request>) -> JobId {
        let job = self.register(request.into());
        let id = job.id;
        self.dispatch(job);
        id
    }

    /// Makes a job of a command, cancels the jobs that it replaces, and reports that it has started.
    pub(super) fn register(&self, request: Request) -> JobHandle {
        let Request {
            id: request,
            command,
        } = request;
        // Jobs are reported in the order of their ids.
        let _registering = self.registering();
        let (id, cancel, replaces) = self.jobs.register(&command);
        self.emit(Event::Started {
            job: id,
            request,
            command: Arc::clone(&command),
            replaces,
        });
        JobHandle {
            id,
            cancel,
            command,
        }
    }

    /// Puts a job on its thread: a write on the one that writes in order, anything else on one of its own. A job that is
    /// done already needs none.
    pub(super) fn dispatch(self: &Arc<Self>, job: JobHandle) {
        match job.command.kind() {
            JobKind::Opening | JobKind::Writing => self.write(job),
            JobKind::Grading { .. } | JobKind::GradingAll => self.thread("grade", job),
            JobKind::Tracing { .. } => self.thread("trace", job),
            JobKind::Predicting { .. } => self.thread("predict", job),
            JobKind::Explaining { .. } => self.thread("explain", job),
            JobKind::Background => self.thread("background", job),
            JobKind::Cancelling => self.run_job(&job),
        }
    }

    pub(super) fn carry_out(self: &Arc<Self>, job: &JobHandle) -> Result<(), Unfinished> {
        match &*job.command {
            Command::Open => opening::open(self),
            Command::ReloadCourse => opening::reload_course(self),
            Command::MakeDesk { dir, editor, plain } => {
                opening::make_desk(self, dir, editor.as_deref(), *plain)
            }
            Command::Arrange {
                lesson,
                text,
                before,
                lines: _,
            } => writing::arrange(self, job, lesson, text, before.as_deref()),
            Command::WriteFile { lesson, text, base } => {
                writing::write_file(self, lesson, text, base.as_deref())
            }
            Command::KeepDraft { lesson, text } => writing::keep_draft(self, job, lesson, text),
            Command::DiscardDraft { lesson } => writing::discard_draft(self, lesson),
            Command::Reset { lesson } => writing::reset(self, lesson),
            Command::RecordHint { .. }
            | Command::RecordAnswer { .. }
            | Command::RecordSolutionSeen { .. } => writing::record(self, job),
            Command::SetPlain { plain } => writing::set(self, |settings| settings.plain = *plain),
            Command::SetTheme(theme) => writing::set(self, |settings| settings.theme = *theme),
            Command::RememberView(view) => writing::remember_view(self, view),
            Command::Grade { lesson, debounce } => grade_jobs::grade(self, job, lesson, *debounce),
            Command::GradeAll { lessons } => grade_jobs::grade_all(self, job, lessons),
            Command::CancelDebounced | Command::StopGrading { .. } => Ok(()),
            Command::Trace {
                lesson,
                text,
                verdict,
            } => traces::trace(self, job, lesson, text, verdict),
            Command::PrepareTrace { lesson } => traces::prepare(self, job, lesson),
            Command::TracePrediction { lesson, prediction } => {
                traces::trace_prediction(self, job, lesson, prediction)
            }
            Command::Replay {
                lesson,
                text,
                choices,
            } => traces::replay(self, job, lesson, text, choices),
            Command::Predict {
                lesson,
                prediction,
                predicted,
            } => predictions::predict(self, job, lesson, prediction, predicted),
            Command::Advise { lesson, text } => tools::advise(self, job, lesson, text),
            Command::Explain { code } => tools::explain(self, code),
            Command::EditOutside { path, line } => tools::edit_outside(self, job, path, *line),
        }
    }
}
