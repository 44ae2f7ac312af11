use std::cell::{Ref, RefCell, RefMut};

struct Person {
    name: String,
    age: u32,
}

fn name(person: &RefCell<Person>) -> Ref<'_, str> {
    Ref::map(person.borrow(), |person| person.name.as_str()) //~ reads _name
}

fn main() {
    let person = RefCell::new(Person {
        name: "Ada".to_owned(),
        age: 36,
    });
    println!("{}", name(&person)); //~ ends _name
    let (mut name, mut age) = RefMut::map_split(person.borrow_mut(), |p| (&mut p.name, &mut p.age)); //~ writes _half, writes _other
    name.push('!');
    *age += 1;
    drop(name); //~ ends _half
    drop(age); //~ ends _other
    let again = person.borrow(); //~ reads again
    let cloned = Ref::clone(&again); //~ reads cloned
    println!("{} {}", again.name, cloned.age);
} //~ ends again, ends cloned
