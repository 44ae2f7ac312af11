//! What is graded: a text of a lesson, the targets that it is built as, and the results of building them.

use super::{hidden_tests, joinable};
use crate::build::{self, Built, Module, Profile, Target, Workspace};
use crate::course::{
    Lesson, MAX_NESTING, MustReject, Prediction, TokenError, prediction_path, prediction_text,
    token_trees,
};
use crate::glass::BuildResult;
use crate::process::{Cancel, Limits};
use crate::run::{Error, Scratch};
use crate::verdict::{Diagnostic, Edition, Severity};
use std::iter;
use std::time::Duration;

/// A text that is graded.
#[derive(Clone, Debug)]
pub struct Attempt<'a> {
    pub lesson: &'a Lesson,
    pub text: &'a str,
    /// The prediction whose program this is, if any: the program is compiled and run, and no stage judges it.
    pub prediction: Option<&'a Prediction>,
}

impl<'a> Attempt<'a> {
    /// Creates an attempt from a learner's text.
    #[must_use]
    pub fn new(lesson: &'a Lesson, text: &'a str) -> Self {
        Self {
            lesson,
            text,
            prediction: None,
        }
    }

    /// Creates an attempt from the program of a prediction.
    #[must_use]
    pub fn predicted(lesson: &'a Lesson, prediction: &'a Prediction) -> Self {
        let text = prediction_text(lesson, prediction);
        Self {
            prediction: Some(prediction),
            ..Self::new(lesson, text)
        }
    }

    pub(super) fn edition(&self) -> Edition {
        self.prediction
            .and_then(|prediction| prediction.edition)
            .unwrap_or(self.lesson.build.edition)
    }

    pub(super) fn profile(&self) -> Profile {
        Profile {
            edition: self.edition(),
            optimize: self.lesson.build.optimize,
            allow_dead_code: self.lesson.build.allow_dead_code,
            line_tables: false,
            glass: false,
        }
    }

    pub(super) fn compile_time(&self) -> Duration {
        let own = self.lesson.limits.compile_ms;
        own.map_or(Limits::compiler().wall, Duration::from_millis)
    }

    /// Its path on the desk. The paths in the workspace are the same, so that rustc's messages need no change.
    pub(super) fn path(&self) -> String {
        match self.prediction {
            Some(prediction) => prediction_path(self.lesson, prediction),
            None => self.lesson.exercise_path(),
        }
    }
}

/// The targets of one attempt.
#[derive(Debug)]
pub(super) struct BuildPlan {
    /// The folder of its sources in the workspace: empty, or a number and a slash.
    folder: String,
    pub(super) program: Target,
    /// The starter, or an empty program if there is no starter or if the starter is the program being graded. Shows
    /// whether the compiler fails on this, too.
    baseline: Target,
    /// The program with its hidden tests.
    pub(super) harness: Option<Target>,
    /// Uses of the program that must not compile.
    probes: Vec<Target>,
    /// The same uses without their mistakes, which must compile.
    control: Option<Target>,
    /// The files of the hidden tests: their paths in the workspace and their texts.
    pub(super) hidden: Vec<(String, String)>,
    /// The error of a program that cellmate rejects before rustc sees it. The program is not built.
    refusal: Option<Diagnostic>,
}

impl BuildPlan {
    /// Plans the build of an attempt. `number` tells apart the attempts in one workspace; it is `None` if there is only
    /// one.
    pub(super) fn new(attempt: &Attempt<'_>, number: Option<usize>) -> Self {
        Self::with_std(attempt, number, false)
    }

    pub(super) fn under_glass(attempt: &Attempt<'_>, number: Option<usize>) -> Self {
        Self::with_std(attempt, number, true)
    }

    fn with_std(attempt: &Attempt<'_>, number: Option<usize>, glass: bool) -> Self {
        let lesson = attempt.lesson;
        let planner = TargetPlanner::new(attempt, number, glass);
        let starter = lesson.files.starter.as_deref();
        let baseline = starter.filter(|starter| *starter != attempt.text);
        let baseline = baseline.unwrap_or("fn main() {}");
        let program = planner.program();
        let refusal = nests_too_deeply(&program);
        let judged = attempt.prediction.is_none() && refusal.is_none();
        let hidden = lesson.files.hidden.as_deref();
        let hidden = hidden.filter(|_| judged && lesson.has_hidden_tests());
        let has_own = judged && lesson.tests.iter().any(|test| test.own);
        let uses: &[MustReject] = if judged { &lesson.must_reject } else { &[] };
        let has_control = uses.iter().any(|must| must.allowed.is_some());
        Self {
            program,
            baseline: planner.target(
                "-baseline",
                &format!("baseline/{}.rs", lesson.id),
                baseline.to_owned(),
            ),
            harness: (hidden.is_some() || has_own).then(|| planner.harness(hidden, has_own)),
            probes: uses.iter().map(|must| planner.probe(must)).collect(),
            control: has_control.then(|| planner.control()),
            hidden: hidden.map_or(Vec::new(), |tests| planner.hidden_files(tests, None)),
            refusal,
            folder: planner.folder,
        }
    }

    /// Plans each target as a crate of its own.
    pub(super) fn without_modules(mut self) -> Self {
        for target in iter::once(&mut self.program).chain(&mut self.harness) {
            target.module = None;
        }
        self
    }

    /// Returns all targets, in the order in which [`Artifacts::new`] takes their results.
    fn targets(&self) -> impl Iterator<Item = &Target> {
        iter::once(&self.program).chain(self.uses())
    }

    /// Returns the targets that use the program's items. They are pointless if the program does not compile.
    fn uses(&self) -> impl Iterator<Item = &Target> {
        self.harness.iter().chain(&self.probes).chain(&self.control)
    }
}

struct TargetPlanner<'a> {
    attempt: &'a Attempt<'a>,
    /// As in [`BuildPlan`].
    folder: String,
    /// The prefix of the targets' names.
    name: String,
    glass: bool,
    /// The module that the program becomes, if it may be joined with others.
    module: Option<String>,
}

impl<'a> TargetPlanner<'a> {
    fn new(attempt: &'a Attempt<'a>, number: Option<usize>, glass: bool) -> Self {
        let lesson = attempt.lesson;
        // What an optimizer does to one function may depend on others.
        let joined =
            number.filter(|_| !lesson.build.optimize && joinable::is_joinable(attempt.text));
        Self {
            attempt,
            folder: number.map_or(String::new(), |number| format!("{number}/")),
            name: target_name(&lesson.id, number),
            glass,
            module: joined.map(|number| format!("attempt_{number}")),
        }
    }

    fn target(&self, suffix: &str, path: &str, text: String) -> Target {
        Target {
            name: format!("{}{suffix}", self.name),
            harness: false,
            path: format!("{}{path}", self.folder),
            text,
            module: None,
        }
    }

    fn program(&self) -> Target {
        let module = self.module.clone().map(|name| Module {
            name,
            files: Vec::new(),
        });
        let text = self.attempt.text.to_owned();
        Target {
            module,
            ..self.target("", &self.attempt.path(), text)
        }
    }

    /// Plans the program with the lesson's hidden tests, or with the learner's own, or with both.
    fn harness(&self, hidden: Option<&str>, has_own: bool) -> Target {
        let (text, id) = (self.attempt.text, &self.attempt.lesson.id);
        let tests = hidden.unwrap_or_default();
        let module = self.module.as_deref();
        let module = module.filter(|_| joinable::are_tests_joinable(tests));
        let own = has_own.then(|| hidden_tests::with_own_tests(text, self.glass));
        let mut text = own.unwrap_or_else(|| text.to_owned());
        if hidden.is_some() {
            text = harness_text(&text, &format!("../hidden/{id}.rs"));
        }
        Target {
            harness: true,
            module: module.map(|name| Module {
                name: name.to_owned(),
                files: self.hidden_files(tests, Some(name)),
            }),
            ..self.target("-tests", &format!("harness/{id}.rs"), text)
        }
    }

    /// Plans a use of the program that must not compile.
    fn probe(&self, must: &MustReject) -> Target {
        let path = format!("rejects/{}/{}.rs", self.attempt.lesson.id, must.id);
        let suffix = format!("-rejects-{}", must.id);
        self.target(&suffix, &path, probe_text(self.attempt.text, must))
    }

    /// Plans the uses that must not compile, without their mistakes.
    fn control(&self) -> Target {
        let lesson = self.attempt.lesson;
        let text = control_text(self.attempt.text, &lesson.must_reject);
        self.target("-allowed", &format!("allowed/{}.rs", lesson.id), text)
    }

    fn hidden_files(&self, tests: &str, module: Option<&str>) -> Vec<(String, String)> {
        let path = format!("{}hidden/{}.rs", self.folder, self.attempt.lesson.id);
        hidden_tests::files(&path, tests, self.glass, module).into()
    }
}

/// What was built for one attempt.
#[derive(Debug)]
pub(super) struct Artifacts {
    /// The path of the program's source in the workspace.
    pub(super) file: String,
    pub(super) program: Built,
    /// With the path of its source in the workspace.
    pub(super) harness: Option<(String, Built)>,
    /// The uses that must not compile, in the lesson's order.
    pub(super) probes: Vec<Built>,
    /// The uses that must compile.
    pub(super) control: Option<Built>,
    /// What runs under many schedules; `None` if it is built only when it is needed.
    pub(super) under_glass: Option<BuildResult>,
    pub(super) scratch: Scratch,
}

impl Artifacts {
    /// Takes the results of a plan's targets from those of a whole build.
    pub(super) fn new(
        plan: &BuildPlan,
        built: &mut impl Iterator<Item = Built>,
        scratch: Scratch,
    ) -> Self {
        let mut next = || built.next().expect("there is a result for every target");
        let harness = plan.harness.as_ref();
        let file = &plan.program.path;
        let mut program = next();
        for diagnostic in &mut program.diagnostics {
            for text in [&mut diagnostic.rendered, &mut diagnostic.colored] {
                *text = without_folder(text, file, &plan.folder);
            }
        }
        Self {
            file: file.clone(),
            program,
            harness: harness.map(|harness| (harness.path.clone(), next())),
            probes: plan.probes.iter().map(|_| next()).collect(),
            control: plan.control.as_ref().map(|_| next()),
            under_glass: None,
            scratch,
        }
    }

    /// Whether the program and its tests compiled.
    pub(super) fn compiled(&self) -> bool {
        let harness = self.harness.iter().map(|(_, harness)| harness);
        iter::once(&self.program)
            .chain(harness)
            .all(|built| built.executable.is_some())
    }
}

/// Removes the attempt's folder from `path` in a rustc message, so that it names the file as the desk does.
fn without_folder(message: &str, path: &str, folder: &str) -> String {
    let own_path = path.strip_prefix(folder).unwrap_or(path);
    let mut plain = String::new();
    let mut rest = message;
    while let Some((before, after)) = rest.split_once(path) {
        // In `10/exercises/`, `0/exercises/` is the end of another path.
        let is_path = !before.ends_with(|c: char| c == '/' || c.is_ascii_digit());
        plain.push_str(before);
        plain.push_str(if is_path { own_path } else { path });
        rest = after;
    }
    plain + rest
}

/// Returns an error if the brackets of a program nest more deeply than its parsers can follow, rustc's among them.
fn nests_too_deeply(program: &Target) -> Option<Diagnostic> {
    let Err(TokenError::TooDeep { line, column }) = token_trees(&program.text) else {
        return None;
    };
    let message = format!("brackets nest more than {MAX_NESTING} levels deep");
    let path = &program.path;
    let rendered = format!("error: {message}\n --> {path}:{line}:{column}\n");
    Some(Diagnostic {
        severity: Severity::Error,
        code: None,
        line: u32::try_from(line).ok(),
        column: u32::try_from(column).ok(),
        message,
        colored: rendered.clone(),
        rendered,
    })
}

/// Builds plans with few runs of cargo. If the compiler or the linker fails on a single plan, but builds another file,
/// the error counts as an error in the plan's file.
pub(super) fn build(
    workspace: &mut Workspace,
    plans: &[BuildPlan],
    time: Duration,
    cancel: &Cancel,
) -> Result<Vec<Built>, Error> {
    for (path, text) in plans.iter().flat_map(|plan| &plan.hidden) {
        workspace.write(path, text)?;
    }
    let [plan] = plans else {
        return build_in_two_steps(workspace, plans, time, cancel);
    };
    if let Some(refusal) = &plan.refusal {
        return Ok(vec![Built::refused(vec![refusal.clone()])]);
    }
    let targets: Vec<Target> = plan.targets().cloned().collect();
    match workspace.build(&targets, time, cancel) {
        Err(build::Error::CargoFailed(why)) => {
            match workspace.build(std::slice::from_ref(&plan.baseline), time, cancel) {
                Ok(_) => {
                    let refused = Built::refused(vec![build::error_of_file(&why)]);
                    Ok(vec![refused; targets.len()])
                }
                Err(build::Error::TooSlow { .. }) => Err(build::Error::CargoFailed(why).into()),
                Err(error) => Err(error.into()),
            }
        }
        other => Ok(other?),
    }
}

/// First builds all programs, then the targets that use those that compile: rustc would reject the uses of the others
/// with the same errors.
fn build_in_two_steps(
    workspace: &mut Workspace,
    plans: &[BuildPlan],
    time: Duration,
    cancel: &Cancel,
) -> Result<Vec<Built>, Error> {
    let given = plans.iter().filter(|plan| plan.refusal.is_none());
    let given: Vec<Target> = given.map(|plan| plan.program.clone()).collect();
    let mut built = build_targets(workspace, &given, time, cancel)?.into_iter();
    let program = |plan: &BuildPlan| match &plan.refusal {
        Some(refusal) => Built::refused(vec![refusal.clone()]),
        None => built.next().expect("there is a result for every target"),
    };
    let programs: Vec<Built> = plans.iter().map(program).collect();
    let compiled = plans.iter().zip(&programs);
    let compiled = compiled.filter(|(_, program)| program.executable.is_some());
    let uses: Vec<Target> = compiled
        .flat_map(|(plan, _)| plan.uses())
        .cloned()
        .collect();
    let mut uses = build_targets(workspace, &uses, time, cancel)?.into_iter();
    let mut all = Vec::new();
    for (plan, program) in plans.iter().zip(programs) {
        let compiled = program.executable.is_some();
        all.push(program);
        for _ in plan.uses() {
            let next = compiled.then(|| uses.next().expect("there is a result for every target"));
            all.push(next.unwrap_or_else(|| Built::refused(Vec::new())));
        }
    }
    Ok(all)
}

fn build_targets(
    workspace: &mut Workspace,
    targets: &[Target],
    time: Duration,
    cancel: &Cancel,
) -> Result<Vec<Built>, Error> {
    if targets.is_empty() {
        return Ok(Vec::new());
    }
    Ok(workspace.build(targets, time, cancel)?)
}

/// Returns the limits for a lesson's programs: its own, or else the defaults.
pub(super) fn limits(lesson: &Lesson) -> Limits {
    let own = &lesson.limits;
    let usual = Limits::program();
    let millis = |own: Option<u64>, usual: Duration| own.map_or(usual, Duration::from_millis);
    let kept = own
        .output_kib
        .and_then(|kib| usize::try_from(kib.saturating_mul(1024)).ok())
        .unwrap_or(usual.kept);
    Limits {
        wall: millis(own.run_ms, usual.wall),
        cpu: usual.cpu.map(|cpu| millis(own.cpu_ms, cpu)),
        memory: own
            .memory_mib
            .map_or(usual.memory, |mib| Some(mib.saturating_mul(1 << 20))),
        kept,
        output: usual.output.max(kept),
        ..usual
    }
}

/// Appends the hidden tests on a line of their own, because the text may end in a comment.
fn harness_text(text: &str, path_of_tests: &str) -> String {
    format!("{text}\n#[cfg(test)] #[path = \"{path_of_tests}\"] mod __hidden;")
}

/// Appends a use that must not compile, in a module of its own.
fn probe_text(text: &str, must: &MustReject) -> String {
    let code = &must.code;
    format!("{text}\n#[allow(dead_code, unused)] mod __rejected {{ use super::*; {code} }}")
}

/// Appends the uses that must compile, each in a module and on a line of its own.
fn control_text(text: &str, rejected: &[MustReject]) -> String {
    let allowed = |(at, must): (usize, &MustReject)| {
        let code = must.allowed.as_deref().unwrap_or_default();
        format!("\n#[allow(dead_code, unused)] mod __allowed_{at} {{ use super::*; {code} }}")
    };
    let modules: String = rejected.iter().enumerate().map(allowed).collect();
    format!("{text}{modules}")
}

/// Returns which of the uses that must compile is on this line of their file.
pub(super) fn allowed_use(text: &str, line: u32) -> Option<usize> {
    let before = text.split('\n').count() + 1;
    usize::try_from(line).ok()?.checked_sub(before)
}

/// Returns a name that cargo accepts: some words are keywords or names of cargo's own folders.
fn target_name(id: &str, number: Option<usize>) -> String {
    let is_accepted = id.starts_with(|c: char| c.is_ascii_lowercase())
        && !RESERVED.split(' ').any(|word| word == id);
    match number {
        Some(number) => format!("lesson_{id}_{number}"),
        None if is_accepted => id.to_owned(),
        None => format!("lesson_{id}"),
    }
}

const RESERVED: &str = "alloc as async await break build const continue core crate deps dyn else enum examples \
    extern false fn for gen if impl in incremental let loop match mod move mut proc_macro pub \
    ref return self static std struct super test trait true try type unsafe use where while";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_number_of_the_attempt_is_removed_from_a_message_of_rustc() {
        let path = "0/exercises/cell/a.rs";
        let plain = |message: &str| without_folder(message, path, "0/");
        let message = " --> 0/exercises/cell/a.rs:3:5\n  | \"10/exercises/cell/a.rs\"";
        let expected = " --> exercises/cell/a.rs:3:5\n  | \"10/exercises/cell/a.rs\"";
        assert_eq!(plain(message), expected);
        let colored = "\u{1b}[94m--> \u{1b}[0m0/exercises/cell/a.rs:3:5";
        let expected = "\u{1b}[94m--> \u{1b}[0mexercises/cell/a.rs:3:5";
        assert_eq!(plain(colored), expected);
    }

    #[test]
    fn every_id_gets_a_name_that_cargo_accepts() {
        for (id, number, name) in [
            ("rate_limiter", None, "rate_limiter"),
            ("match", None, "lesson_match"),
            ("deps", None, "lesson_deps"),
            ("2fast", None, "lesson_2fast"),
            ("logger", Some(3), "lesson_logger_3"),
        ] {
            assert_eq!(target_name(id, number), name);
        }
    }
}
