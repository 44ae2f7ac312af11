
/// There is no word under glass.
fn word() -> ::std::string::String {
    ::std::string::String::new()
}

fn show_word(_: &::std::primitive::str) {}
