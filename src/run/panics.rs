//! Reads panics from a program's stderr and classifies them for lessons.
//!
//! The texts differ between toolchains. Only this file depends on them.

use crate::verdict::{Panic, PanicKind};

/// Returns all panics in `stderr`, in order. `file` is the path of the learner's file.
pub(super) fn read(stderr: &str, file: &str) -> Vec<Panic> {
    let lines: Vec<&str> = stderr.lines().collect();
    let mut found = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let Some((thread, place)) = header(line) else {
            continue;
        };
        let message: Vec<&str> = lines[number + 1..]
            .iter()
            .take_while(|line| header(line).is_none() && !is_after_message(line))
            .copied()
            .collect();
        let message = message.join("\n").trim_end().to_owned();
        let line = line_in(place, file);
        found.push(Panic {
            thread: thread.to_owned(),
            panic_kind: classify(&message, line.is_some()),
            line,
            inside_std: false,
            source_panic: None,
            message,
        });
    }
    found
}

/// Whether a line follows the message of a panic: the note, which only the first panic has, or what a test harness
/// prints.
fn is_after_message(line: &str) -> bool {
    line.starts_with("note: ")
        || line == "stack backtrace:"
        || line == "failures:"
        || line.starts_with("test result: ")
}

/// Returns the thread and the place in a line like `thread 'main' (4711) panicked at src/x.rs:3:5:`.
fn header(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("thread '")?;
    let (before, place) = rest.split_once(" panicked at ")?;
    // Since about Rust 1.90, the thread's number follows in parentheses.
    let name = match before.rsplit_once("' (") {
        Some((name, number)) if number.ends_with(')') => name,
        _ => before.strip_suffix('\'')?,
    };
    Some((name, place.strip_suffix(':')?))
}

fn line_in(place: &str, file: &str) -> Option<u32> {
    let mut parts = place.rsplitn(3, ':');
    let (_column, line, path) = (parts.next()?, parts.next()?, parts.next()?);
    if path.replace('\\', "/") == file {
        line.parse().ok()
    } else {
        None
    }
}

/// Returns the index of the panic that ended the program, given the thread of each: the last panic of the main thread,
/// or else the last of all.
pub(super) fn decisive<'a>(threads: impl Iterator<Item = &'a str>) -> Option<usize> {
    let (mut last, mut of_main) = (None, None);
    for (index, thread) in threads.enumerate() {
        last = Some(index);
        if thread == "main" {
            of_main = last;
        }
    }
    of_main.or(last)
}

/// Returns the innermost line of `file` in the backtrace of the panic that ended the program, among the functions that
/// the file `defines`: the line of a derived function is not a line that anyone wrote.
pub(super) fn innermost_line(
    stderr: &str,
    file: &str,
    defines: impl Fn(&str) -> bool,
) -> Option<u32> {
    let all: Vec<&str> = stderr.lines().collect();
    let headers = all.iter().enumerate();
    let headers: Vec<(usize, &str)> = headers
        .filter_map(|(at, line)| Some((at, header(line)?.0)))
        .collect();
    let (begin, _) = headers[decisive(headers.iter().map(|(_, thread)| *thread))?];
    let own = all[begin + 1..].iter().copied();
    let mut lines = own
        .take_while(|line| header(line).is_none())
        .skip_while(|line| *line != "stack backtrace:");
    let mut function = "";
    lines.find_map(|line| {
        let Some(place) = line.trim_start().strip_prefix("at ") else {
            function = name(line);
            return None;
        };
        let (path, _) = place.rsplit_once(':')?;
        let (path, line) = path.rsplit_once(':')?;
        let is_file = path.replace('\\', "/").ends_with(&format!("/{file}"));
        (is_file && defines(function)).then(|| line.parse().ok())?
    })
}

/// Returns the name of the function in a line like `5: two::Server::port` or `7: <two::Page as PartialEq>::eq`. A closure
/// has the name of the function around it.
fn name(frame: &str) -> &str {
    let frame = frame.trim();
    let mut path = frame.split_once(": ").map_or(frame, |(_, path)| path);
    while path.ends_with(['}', '>']) {
        match path.rfind("::{").max(path.rfind("::<")) {
            Some(at) => path = &path[..at],
            None => break,
        }
    }
    path.rsplit("::").next().unwrap_or(path)
}

/// Whether a panic only passes on that of another thread: `join` returned it, or a scope found it.
pub(super) fn is_of_join(message: &str) -> bool {
    message.ends_with("Any { .. }") || message == "a scoped thread panicked"
}

pub(super) fn classify(message: &str, in_learners_file: bool) -> PanicKind {
    let starts = |words: &[&str]| words.iter().any(|word| message.starts_with(word));
    let ends = |words: &[&str]| words.iter().any(|word| message.ends_with(word));
    let is = |sentence: &str| message == sentence;
    if is("RefCell already mutably borrowed")
        || starts(&["already mutably borrowed: BorrowError"])
        || ends(&[": BorrowError"])
    {
        PanicKind::AlreadyMutablyBorrowed
    } else if is("RefCell already borrowed")
        || starts(&["already borrowed: BorrowMutError"])
        || ends(&[": BorrowMutError"])
    {
        PanicKind::AlreadyBorrowed
    } else if ends(&[": PoisonError { .. }"]) {
        PanicKind::Poisoned
    } else if starts(&["called `Option::", "called `Result::"]) {
        PanicKind::Unwrap
    } else if starts(&["attempt to "])
        && (ends(&[" with overflow", " by zero"]) || message.contains(" with a divisor of zero"))
    {
        PanicKind::Overflow
    } else if starts(&["assertion failed: ", "assertion `left "]) {
        PanicKind::Assertion
    } else if starts(&[
        "index out of bounds: ",
        "range start index ",
        "range end index ",
    ]) || starts(&["slice index starts at ", "byte index "])
        || message.contains(" index (is ")
    {
        PanicKind::Index
    } else if in_learners_file {
        PanicKind::Explicit
    } else {
        PanicKind::Other
    }
}

#[cfg(test)]
mod tests;
