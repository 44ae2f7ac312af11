
fn word() -> ::std::string::String {
    ::std::io::read_to_string(::std::io::stdin()).unwrap_or_default()
}

fn show_word(word: &::std::primitive::str) {
    use ::std::io::Write as _;
    let mut stdout = ::std::io::stdout();
    // Without the word, the test has failed.
    let _ = stdout.write_all(word.as_bytes());
    let _ = stdout.flush();
}
