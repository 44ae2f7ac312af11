//! Many programs in one: each becomes a module, in a file of its own in which no line moves, and the first argument says
//! which of them is run. That is built in a fifth of the time that it takes to build each by itself.

use cellmate::glass::ProgramSpec;
use std::collections::BTreeMap;
use std::fmt::Write;

/// How many become one.
pub(crate) const GROUP: usize = 48;

/// A program, and whether rustc is known to refuse it.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) subject: ProgramSpec,
    pub(crate) refused: bool,
}

/// The same programs, those that are built alike together. What is refused stays alone: it would take the others along.
pub(crate) fn grouped(programs: &[Program], alone: impl Fn(&str) -> bool) -> Vec<ProgramSpec> {
    let mut alike: BTreeMap<_, Vec<&ProgramSpec>> = BTreeMap::new();
    let mut single = Vec::new();
    for Program { subject, refused } in programs {
        if *refused || alone(&subject.display_path) {
            single.push(subject.clone());
        } else {
            let kind = (subject.edition, subject.optimize);
            alike.entry(kind).or_default().push(subject);
        }
    }
    let groups = alike.values().flat_map(|alike| alike.chunks(GROUP));
    let mut subjects: Vec<ProgramSpec> = groups.enumerate().flat_map(one_of).collect();
    // Behind the others, so that a batch of as many subjects is a group.
    subjects.append(&mut single);
    subjects
}

/// A group of programs: one target, and as many ways to start it.
fn one_of((number, programs): (usize, &[&ProgramSpec])) -> Vec<ProgramSpec> {
    let mut text = "#![allow(unused)]\n".to_owned();
    let mut arms = String::new();
    let mut beside = Vec::new();
    for (place, program) in programs.iter().enumerate() {
        let path = &program.target.path;
        let _ = writeln!(text, "#[path = \"{path}\"]\nmod p{place};");
        let _ = writeln!(arms, "        \"{place}\" => p{place}::start(),");
        // `main` is the module's own, and may give back what it likes.
        let start = "pub fn start() -> std::process::ExitCode { std::process::Termination::report(main()) }";
        beside.push((path.clone(), format!("{}\n{start}\n", program.target.text)));
    }
    let _ = write!(
        text,
        "fn main() -> std::process::ExitCode {{\n    match std::env::args().nth(1).unwrap().as_str() {{\n{arms}        \
         other => panic!(\"{{other}}\"),\n    }}\n}}\n"
    );
    let of = |(place, program): (usize, &&ProgramSpec)| {
        let mut subject = (*program).clone();
        subject.target.path = format!("group_{number}.rs");
        subject.target.text.clone_from(&text);
        subject.extra_files.clone_from(&beside);
        subject.arguments = vec![place.to_string()];
        subject
    };
    programs.iter().enumerate().map(of).collect()
}
