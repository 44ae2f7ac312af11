//! Tests of `guard_use`.

use super::*;

fn uses_of(body: &str) -> Vec<GuardUse> {
    let source = format!(
        "fn f() {{ {body} }} impl State {{ fn quiet(&mut self) {{ self.n += 1; }} fn careful(&mut self) {{ if self.n > 0 {{ self.n -= 1; }} }} }}"
    );
    let at = source.find("act").unwrap();
    let place = Place {
        file: "a.rs".to_owned(),
        line: 1,
        column: u32::try_from(at).unwrap() + 1,
    };
    guard_uses(&SourceTokens::parse(&source).unwrap(), &place)
}

#[test]
fn a_change_is_distinguished_from_a_look() {
    use ChangeKind::{Adds, Calls, Entry, Inserts, Overwrites, Removes};
    for (body, expected) in [
        ("x.act().push(1);", Some(Adds)),
        (
            "let mut g = x.act(); let part = g.get_mut(&k).expect(\"known\"); let new = make(part.price); part.all.push(new);",
            None,
        ),
        (
            "let mut g = x.act(); let part = g.get_mut(&k).expect(\"known\"); part.all.push(1);",
            Some(Adds),
        ),
        ("*x.act().unwrap() = n + 1;", Some(Overwrites)),
        ("x.act().unwrap().total = n;", Some(Overwrites)),
        ("x.act()?.total += n;", Some(Adds)),
        ("x.act().unwrap()[at] = n;", Some(Inserts)),
        ("let mut g = x.act(); g.push(1); g.len()", Some(Adds)),
        (
            "let mut g = x.act().unwrap(); *g = g.wrapping_sub(1);",
            Some(Overwrites),
        ),
        ("let mut g = x.act(); g.insert(1, 2);", Some(Inserts)),
        (
            "if let Some(show) = x.act().get_mut(&id) { show.push(1); }",
            Some(Calls),
        ),
        ("x.act().get_mut(&id).unwrap().push(1);", Some(Adds)),
        ("x.act().pop().unwrap()", Some(Removes)),
        ("x.act().unwrap().clear();", Some(Removes)),
        ("x.act().unwrap().quiet();", Some(Calls)),
        ("x.act().entry(k).or_insert_with(make);", Some(Entry)),
        ("x.act().unwrap().careful();", None),
        ("x.act().unwrap().unknown();", None),
        ("let job = x.act().unwrap().pop();", None),
        ("x.act().unwrap().pop_front()", None),
        (
            "if let Some(show) = x.act().get_mut(&id) { if show.free() > 1 { show.push(1); } }",
            None,
        ),
        ("let mut g = x.act(); if g.len() < 3 { g.push(1); }", None),
        ("let mut g = x.act(); let n = g.next; g.next = n + 1;", None),
        ("if x.act().insert(1) { first(); }", None),
        ("change(&mut x.act());", None),
    ] {
        let first = uses_of(body).into_iter().next();
        let how = match first {
            Some(GuardUse::Changes(change)) => Some(change.how),
            _ => None,
        };
        assert_eq!(how, expected, "{body}");
    }
    assert_eq!(uses_of("x.act().unwrap()"), [GuardUse::Returned]);
}

#[test]
fn the_fields_that_are_read_are_known_if_the_value_is_not_used_as_a_whole() {
    for (body, fields) in [
        (
            "if x.act().unwrap().closed { return; }",
            Some(vec!["closed"]),
        ),
        (
            "let g = x.act().unwrap(); if g.a < g.b { return; } drop(g);",
            Some(vec!["a", "b"]),
        ),
        ("let n = x.act().unwrap().len();", None),
        ("let g = x.act().unwrap(); print(&g);", None),
    ] {
        let source = format!("fn f() {{ {body} }}");
        let at = source.find("act").unwrap();
        let place = Place {
            file: "a.rs".to_owned(),
            line: 1,
            column: u32::try_from(at).unwrap() + 1,
        };
        let fields = fields.map(|all| all.into_iter().map(str::to_owned).collect());
        let file = SourceTokens::parse(&source).unwrap();
        assert_eq!(fields_read(&file, &place), fields, "{body}");
    }
}
