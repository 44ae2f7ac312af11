//! Where the guards of small programs are dropped.

use super::*;

/// In each program, `@` is before the call that returns the guard, and `!` before where it is met, if that is known. The
/// function called is a helper if the program declares one of that name. A line has one statement.
const CASES: &[(&str, &str)] = &[
    ("fn f() {\n let g = m.@lock().unwrap();\n !x();\n}", "g }4"),
    (
        "fn f() {\n let g = m.@lock().unwrap();\n drop(g);\n}",
        "g drop(g)3",
    ),
    // A variable of the same name in an inner block hides it only there.
    (
        "fn f() {\n let g = m.@lock().unwrap();\n {\n let g = 1;\n drop(g);\n }\n drop(g);\n}",
        "g drop(g)7",
    ),
    (
        "fn f() {\n let g = m.@lock().unwrap();\n let g = 1;\n drop(g);\n}",
        "g }5",
    ),
    (
        "fn f() {\n let g = m.@lock().unwrap();\n {\n let g = wrap(g);\n }\n}",
        "g ?",
    ),
    // What takes the guard out of a `Result`.
    (
        "fn f() {\n let g = m.@lock();\n g.unwrap().push(1);\n x();\n}",
        "; 3",
    ),
    (
        "fn f() {\n let g = m.@lock();\n let v = g.unwrap();\n drop(v);\n}",
        "v drop(v)4",
    ),
    ("fn f() {\n let g = m.@lock();\n g.ok();\n x();\n}", "g ?"),
    (
        "fn f() {\n let g = m.@lock();\n if g.is_ok() { x() }\n}",
        "g }4",
    ),
    // A method of the content, even if another type has one of that name that takes `self`.
    (
        "impl K { fn cost(self) {} }\nfn f() {\n let g = m.@borrow();\n g.cost();\n}",
        "g }5",
    ),
    ("fn f() {\n let x = c.@borrow().unwrap();\n y();\n}", "; 2"),
    // A type of the program with a guard.
    (
        "impl D { fn begin(&self) -> Tx<'_> {} }
impl Tx<'_> { fn end(self) {} fn step(&mut self) {} }
fn f() {
 let tx = d.@begin();
 tx.step();
 !x();
 tx.end();
}",
        "tx tx.end()7",
    ),
    (
        "impl D { fn begin(&self) -> Tx<'_> {} }
impl Tx<'_> { fn end(self) {} fn undo(self) {} }
fn f() {
 let tx = d.@begin();
 for op in ops {
  if bad(op) {
   !x();
   tx.undo();
   return;
  }
 }
 tx.end();
}",
        "tx tx.undo()8",
    ),
    (
        "impl D { fn begin(&self) -> Tx<'_> {} }
impl Tx<'_> { fn end(self) {} }
fn f() {
 let tx = d.@begin();
 !x();
 if good() {
  tx.end();
 }
}",
        "tx ?",
    ),
    (
        "struct Tx<'a>;\nfn begin() -> Tx {}\ntrait End { fn end(self); }\nfn f() {\n let tx = @begin();\n tx.end();\n}",
        "tx ?",
    ),
    // A function that puts the guard elsewhere.
    (
        "impl W<'_> { fn begin(&mut self) {} }\nfn f() {\n w.@begin();\n x();\n}",
        "?",
    ),
    (
        "fn begin(w: &mut W) -> Result<usize, E> {}\nfn f() {\n let n = @begin(w)?;\n x();\n}",
        "?",
    ),
    (
        "fn begin() -> Result<Tx<'_>, E> {}\nimpl Tx<'_> { fn end(self) {} }\nfn f() {\n let tx = @begin()?;\n tx.end();\n}",
        "tx tx.end()5",
    ),
    // Arguments, returns, and values of structs.
    (
        "fn take(g: G) {}\nfn f() {\n let g = m.@borrow();\n take(g);\n}",
        "g take(…)4",
    ),
    ("fn f() {\n let g = m.@borrow();\n unknown(g);\n}", "g ?"),
    ("fn f() {\n let g = m.@borrow();\n return g;\n}", "g ?"),
    (
        "fn f() {\n let g = m.@borrow();\n if bad() {\n !x();\n return;\n }\n drop(g);\n}",
        "g return5",
    ),
    (
        "fn f() {\n let g = m.@borrow();\n if bad() {\n return Err(!x());\n }\n drop(g);\n}",
        "g return4",
    ),
    (
        "fn f() {\n for i in x {\n let g = m.@borrow();\n if bad() {\n !x();\n continue;\n }\n drop(g);\n }\n}",
        "g continue6",
    ),
    (
        "fn f() {\n let g = m.@borrow();\n for i in x {\n if bad() {\n !x();\n continue;\n }\n }\n}",
        "g }9",
    ),
    (
        "fn f() {\n let g = m.@borrow();\n if done() {\n drop(g);\n return;\n }\n !x();\n}",
        "g }8",
    ),
    (
        "fn f() {\n let g = m.@borrow();\n loop {\n if done() {\n drop(g);\n break;\n }\n !x();\n }\n}",
        "g ?",
    ),
    (
        "fn f() {\n let g = m.@borrow();\n match x {\n A => !x(),\n B => drop(g),\n }\n}",
        "g }7",
    ),
    (
        "fn f() {\n let g = m.@borrow();\n let t = Tx { g, n: 1 };\n !x();\n}",
        "t }5",
    ),
    (
        "fn f() {\n let g = m.@borrow();\n let c = move || g.len();\n !c();\n drop(c);\n}",
        "c drop(c)5",
    ),
    (
        "fn f() {\n let g = m.@borrow();\n spawn(move || g.len());\n x();\n}",
        "g ?",
    ),
    // A `Condvar` takes a guard and returns another one.
    (
        "fn f() {\n let mut g = m.@lock().unwrap();\n while g.is_empty() {\n !x();\n g = c.wait(g).unwrap();\n }\n}",
        "g wait(…)5",
    ),
    (
        "fn f() {\n let mut g = m.lock().unwrap();\n while g.is_empty() {\n g = c.@wait(g).unwrap();\n }\n !x();\n}",
        "g }7",
    ),
    // Temporaries.
    (
        "fn f() {\n match x {\n A => c.@borrow_mut().go(1),\n B => 2,\n }\n}",
        ", 3",
    ),
    (
        "fn f() {\n match x {\n A if c.@borrow().ok() => 1,\n B => 2,\n }\n}",
        "?",
    ),
    ("fn f() {\n c.@borrow_mut().go(1)\n}", "} 3"),
    (
        "fn f() {\n S.@with_borrow_mut(|s| {\n !x();\n });\n}",
        ") 4",
    ),
    (
        "fn f() {\n let n = format§(\n \"{} {}\",\n m.@lock().unwrap().len(),\n !x(),\n ).len();\n}",
        ") 6",
    ),
    (
        "fn f() {\n match x {\n A => println§(\n \"{}\",\n g(c.@borrow().len(), 1)\n ),\n B => 2,\n }\n}",
        ") 6",
    ),
    (
        "fn f() {\n println§(\n \"{}\",\n c.@borrow().len()\n );\n}",
        "; 5",
    ),
    (
        "fn f() {\n assert_eq§(\n c.@borrow().len(), 1\n );\n}",
        "; 4",
    ),
];

#[test]
fn a_guard_is_dropped_where_the_source_makes_it_certain() {
    let mut wrong = Vec::new();
    for (source, expected) in CASES {
        let (text, created) = without(source, '@');
        let (text, met) = without(&text, '!');
        // The mark of a macro must not be taken for the other one.
        let text = text.replace('§', "!");
        let (created, met) = match (created, met) {
            (Some(created), Some(met)) if met.line == created.line => {
                panic!("{source}: {met:?} changes {created:?}")
            }
            (created, met) => (created.unwrap(), met),
        };
        let tokens = SourceTokens::parse(&text).unwrap();
        let signatures = Signatures::read(&[&tokens]);
        let scopes = Scopes::new(&tokens, &signatures, Some(Edition::E2024));
        let helper = ["begin"].into_iter().find(|name| {
            let line = text.lines().nth(created.line as usize - 1).unwrap();
            line[created.column as usize - 1..].starts_with(name)
        });
        let found = scopes.keeper(&created, helper, met.as_ref());
        let found = found.map_or("?".to_owned(), |kept| describe(&kept));
        if found != *expected {
            wrong.push(format!("{found}, not {expected}:\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
}

fn describe((keeper, end): &Kept) -> String {
    let end = end.as_ref().map_or("?".to_owned(), |end| {
        let sign = end.sign.map(String::from);
        let what = sign.or(end.taken_by.clone()).unwrap();
        let blank = if matches!(keeper, Keeper::Variable { .. }) {
            ""
        } else {
            " "
        };
        format!("{what}{blank}{}", end.line)
    });
    match keeper {
        Keeper::Variable { name, .. } => format!("{name} {end}"),
        Keeper::Temporary { .. } => end,
    }
}

/// Removes a mark from a text, and returns where it was.
fn without(text: &str, mark: char) -> (String, Option<Place>) {
    let place = text.find(mark).map(|at| Place {
        file: "a.rs".to_owned(),
        line: u32::try_from(text[..at].matches('\n').count()).unwrap() + 1,
        column: u32::try_from(at - text[..at].rfind('\n').map_or(0, |line| line + 1)).unwrap() + 1,
    });
    (text.replacen(mark, "", 1), place)
}

#[test]
fn a_line_of_a_test_differs_from_a_line_that_tests_call() {
    let text = "fn put() { filled.notify_one(); }\n\
                #[test]\nfn one() { scope(|| filled.notify_one()); }\n\
                #[test]\n#[should_panic(expected = \"x\")]\npub fn two() { filled.notify_one(); }\n\
                #[cfg(test)]\nfn helper() { filled.notify_one(); }\n";
    let tokens = SourceTokens::parse(text).expect("tokens");
    let calls = ProgramCalls::new(std::iter::once(("a.rs", &tokens)));
    let in_tests: Vec<(String, bool)> = calls
        .calls_on("filled", &["notify_one"])
        .into_iter()
        .map(|call| (call.function.clone(), calls.is_in_test(&call.place)))
        .collect();
    let expected = [
        ("put", false),
        ("one", true),
        ("two", true),
        ("helper", false),
    ];
    assert_eq!(in_tests, expected.map(|(name, is)| (name.to_owned(), is)));
}
