fn main() { let s = String::new(); drop(s); drop(s); }
