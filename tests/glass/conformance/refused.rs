//! What must not be sent, shared, kept or given away: std and glass refuse it with the same codes on the same lines.
//! Comments in the programs of `conformance/programs` say which: `//~ E0277`.

use super::both;
use super::collected::{folder, subjects};
use super::seen::Seen;
use std::fmt::Write;

#[test]
fn std_and_glass_refuse_the_same_programs() {
    let programs = folder("tests/glass/conformance/programs".as_ref(), true);
    let subjects = subjects(programs);
    let (genuine, glass) = both(&subjects, false);
    let mut wrong = String::new();
    for (subject, (genuine, glass)) in subjects.iter().zip(genuine.iter().zip(&glass)) {
        let says = errors(&subject.target.text);
        if *genuine != says || *glass != says {
            let path = &subject.display_path;
            let _ = writeln!(
                wrong,
                "{path}\n  says:  {says}\n  std:   {genuine}\n  glass: {glass}"
            );
        }
    }
    assert!(subjects.len() > 40, "{}", subjects.len());
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The errors that the comments of a program name. A few errors have no code.
fn errors(text: &str) -> Seen {
    let lines = (1..).zip(text.lines());
    let errors = lines.filter_map(|(number, line)| {
        let code = line.split_once("//~")?.1.trim();
        Some(((!code.is_empty()).then(|| code.to_owned()), Some(number)))
    });
    Seen::Refused(errors.collect())
}
