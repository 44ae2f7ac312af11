use std::sync::RwLock;
use std::thread;

fn sum(table: &RwLock<Vec<i32>>) -> i32 {
    let reader = table.read().unwrap(); //~ reads reader
    reader.iter().sum()
} //~ ends reader

fn main() {
    let table = RwLock::new(vec![1, 2]);
    thread::scope(|scope| {
        scope.spawn(|| println!("{}", sum(&table)));
        scope.spawn(|| {
            let mut writer = table.write().unwrap(); //~ writes writer
            writer[0] = 1;
        }); //~ ends writer
        println!("{}", sum(&table));
    });
}
