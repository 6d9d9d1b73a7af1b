/** A name that is looked for, a form that is held, and whether a reader of both languages takes the two for one name. */
export interface Pair {
  readonly asked: string;
  readonly held: string;
  readonly same: boolean;
  readonly about: string;
}

type Group = readonly [about: string, pairs: readonly (readonly [asked: string, held: string])[]];

const same: readonly Group[] = [
  [
    'official transliteration from Ukrainian',
    [
      ['Oleh Sentsov', 'Олег Сенцов'],
      ['Mykola Shyptur', 'Микола Шиптур'],
      ['Yevhen Panov', 'Євген Панов'],
      ['Volodymyr Zhemchuhov', 'Володимир Жемчугов'],
      ['Serhii Lytvynov', 'Сергій Литвинов'],
      ['Iryna Herashchenko', 'Ірина Геращенко'],
      ['Valeriia Lutkovska', 'Валерія Лутковська'],
      ['Dmytro Shtyblikov', 'Дмитро Штибліков'],
      ['Yurii Soloshenko', 'Юрій Солошенко'],
      ['Zghurskyi', 'Згурський'],
    ],
  ],
  [
    'romanised from Russian, held in Ukrainian',
    [
      ['Oleg Sentsov', 'Олег Сенцов'],
      ['Evgeny Panov', 'Євген Панов'],
      ['Vladimir Zhemchugov', 'Володимир Жемчугов'],
      ['Sergei Litvinov', 'Сергій Литвинов'],
      ['Irina Gerashchenko', 'Ірина Геращенко'],
      ['Valeria Lutkovskaya', 'Валерія Лутковська'],
      ['Dmitry Shtyblikov', 'Дмитро Штибліков'],
      ['Aleksandr Kolchenko', 'Олександр Кольченко'],
      ['Nikolay Karpyuk', 'Микола Карпюк'],
      ['Alexey Chirniy', 'Олексій Чирній'],
    ],
  ],
  [
    'Russian and Ukrainian spelling',
    [
      ['Олег Сенцов', 'Олег Сєнцов'],
      ['Александр Кольченко', 'Олександр Кольченко'],
      ['Геннадий Афанасьев', 'Геннадій Афанасьєв'],
      ['Николай Карпюк', 'Микола Карпюк'],
      ['Станислав Клых', 'Станіслав Клих'],
      ['Валентин Выговский', 'Валентин Виговський'],
      ['Виктор Шур', 'Віктор Шур'],
      ['Людмила Денисова', 'Людмила Денісова'],
      ['Евгений Ковалёв', 'Євген Ковальов'],
      ['Сергей Воробьёв', 'Сергій Воробйов'],
    ],
  ],
  [
    'German, French and Polish spelling',
    [
      ['Oleh Senzow', 'Олег Сенцов'],
      ['Oleksandr Koltschenko', 'Олександр Кольченко'],
      ['Roman Suschtschenko', 'Роман Сущенко'],
      ['Petro Poroschenko', 'Петро Порошенко'],
      ['Andrij Melnyk', 'Андрій Мельник'],
      ['Wolodymyr Selenskyj', 'Володимир Зеленський'],
      ['Taras Chevtchenko', 'Тарас Шевченко'],
      ['Nadia Savtchenko', 'Надія Савченко'],
      ['Oleg Sencow', 'Олег Сенцов'],
      ['Roman Suszczenko', 'Роман Сущенко'],
    ],
  ],
  [
    'loose romanisation',
    [
      ['Roman Sushenko', 'Роман Сущенко'],
      ['Iryna Geraschenko', 'Ірина Геращенко'],
      ['Yuri Soloshenko', 'Юрій Солошенко'],
      ['Yuriy Soloshenko', 'Юрий Солошенко'],
      ['Ganna Lytvynenko', 'Ганна Литвиненко'],
      ['Anna Litvinenko', 'Ганна Литвиненко'],
      ['Mihail Vdovchenko', 'Михайло Вдовченко'],
      ['Illya Tkachenko', 'Ілля Ткаченко'],
      ["Dar'ya Demyanchuk", 'Дарья Демʼянчук'],
      ['Sentsoff', 'Олег Сенцов'],
    ],
  ],
  [
    'Crimean Tatar',
    [
      ['Ahtem Çiygöz', 'Ахтем Чийгоз'],
      ['Akhtem Chiygoz', 'Ахтем Чийгоз'],
      ['İlmi Ümerov', 'Ільмі Умеров'],
      ['Ilmi Umerov', 'Ильми Умеров'],
      ['Mustafa Cemilev', 'Мустафа Джемілєв'],
      ['Mustafa Jemilev', 'Мустафа Джемилев'],
      ['Ruslan Zeytullayev', 'Руслан Зейтуллаєв'],
      ['Nariman Celâl', 'Нариман Джелял'],
      ['Emir-Usein Kuku', 'Емір-Усеїн Куку'],
      ['Server Mustafayev', 'Сервер Мустафаєв'],
    ],
  ],
  [
    'order, parts and initials',
    [
      ['Сенцов', 'Олег Геннадійович Сенцов'],
      ['Сенцов Олег', 'Олег Геннадійович Сенцов'],
      ['Олег Геннадьевич Сенцов', 'Олег Сенцов'],
      ['Oleg Gennadievich Sentsov', 'Сенцов Олег Геннадійович'],
      ['О. Сенцов', 'Олег Сенцов'],
      ['O.G. Sentsov', 'Сенцов Олег Геннадійович'],
      ['Николаевич Карпюк Николай', 'Карпюк Микола Миколайович'],
      ['Віктор Федорович Янукович', 'Віктор Янукович'],
    ],
  ],
  [
    'misspelt',
    [
      ['Oleh Sentcov', 'Олег Сенцов'],
      ['Oleg Setnsov', 'Oleg Sentsov'],
      ['Олександр Колченко', 'Олександр Кольченко'],
      ['Olexandr Kolchenka', 'Олександр Кольченко'],
      ['Ірина Герашенко', 'Ірина Геращенко'],
      ['Volodymir Zemchugov', 'Володимир Жемчугов'],
      ['Akhtem Chiigos', 'Ахтем Чийгоз'],
      ['Станіслав Кліх', 'Станіслав Клих'],
      ['Valentyn Vygovskij', 'Валентин Виговський'],
      ['Dmytro Shtiblykow', 'Дмитро Штибліков'],
      ['Lutkowskaja', 'Валерія Лутковська'],
      ['Suchenko Roman', 'Роман Сущенко'],
    ],
  ],
  [
    'pet names, which are forms of their own',
    [
      ['Саша Кольченко', 'Олександр Кольченко'],
      ['Vova Zhemchuhov', 'Володимир Жемчугов'],
    ],
  ],
];

const different: readonly Group[] = [
  [
    'brothers, sisters and fathers',
    [
      ['Іван Петрович Коваленко', 'Петро Петрович Коваленко'],
      ['Іван Петрович Коваленко', 'Іван Іванович Коваленко'],
      ['Сергій Коваленко', 'Андрій Коваленко'],
      ['Олег Сенцов', 'Олексій Сенцов'],
      ['Іван Миколайович Бондар', 'Іван Михайлович Бондар'],
      ['Данило Давидович Левченко', 'Данило Данилович Левченко'],
      ['Роман Русланович Ткач', 'Роман Романович Ткач'],
      ['Іванна Ковальова', 'Іван Ковальов'],
      ['Олександра Мельник', 'Олександр Мельник'],
      ['Валентина Виговська', 'Валентин Виговський'],
      ['Євгенія Панова', 'Євген Панов'],
      ['Valeriia Savchenko', 'Валерій Савченко'],
      ['Марія Іванівна Шевчук', 'Марія Петрівна Шевчук'],
    ],
  ],
  [
    'one given name, family names of one stem',
    [
      ['Сергій Савченко', 'Сергій Савенко'],
      ['Петро Іваненко', 'Петро Іванов'],
      ['Іван Ковальчук', 'Іван Коваленко'],
      ['Ivan Kovalchuk', 'Іван Ковальов'],
      ['Олег Кравченко', 'Олег Кравчук'],
      ['Roman Petrenko', 'Роман Петров'],
      ['Тарас Мельник', 'Тарас Мельничук'],
      ['Андрій Бондаренко', 'Андрій Бондарчук'],
      ['Ярослав Марченко', 'Ярослав Марчук'],
      ['Микола Романюк', 'Микола Романенко'],
      ['Олена Гончар', 'Олена Гончаренко'],
      ['Ігор Ткач', 'Ігор Ткаченко'],
    ],
  ],
  [
    'one family name, given names that look alike',
    [
      ['Марина Коваленко', 'Карина Коваленко'],
      ['Олена Коваленко', 'Олеся Коваленко'],
      ['Галина Шевченко', 'Калина Шевченко'],
      ['Petro Shevchenko', 'Павло Шевченко'],
      ['Анна Бондаренко', 'Яна Бондаренко'],
      ['Дарина Бойко', 'Марина Бойко'],
      ['Василь Бойко', 'Віталій Бойко'],
      ['Ігор Лисенко', 'Єгор Лисенко'],
      ['Ivan Lysenko', 'Інна Лисенко'],
      ['Semen Lysenko', 'Степан Лисенко'],
      ['Marta Lysenko', 'Марія Лисенко'],
      ['Denys Lysenko', 'Данило Лисенко'],
    ],
  ],
  [
    'family names that look alike',
    [
      ['Сущенко', 'Сидоренко'],
      ['Roman Sushchenko', 'Роман Шевченко'],
      ['Олег Сенцов', 'Олег Семенцов'],
      ['Sentsov', 'Синцов'],
      ['Кольченко', 'Кириченко'],
      ['Клименко', 'Климчук'],
      ['Гриценко', 'Гриненко'],
      ['Захаров', 'Сахаров'],
      ['Захаренко', 'Макаренко'],
      ['Попов', 'Попович'],
      ['Мороз', 'Морозов'],
      ['Коваль', 'Ковалів'],
      ['Бойченко', 'Байченко'],
      ['Тимченко', 'Ткаченко'],
      ['Литвин', 'Литвиненко'],
      ['Panov', 'Попов'],
      ['Павленко', 'Петренко'],
      ['Лисенко', 'Лученко'],
      ['Шур', 'Шаур'],
      ['Кравець', 'Кравчук'],
    ],
  ],
  [
    'words that are not of the form',
    [
      ['Oleh Sentsov', 'Сенцов'],
      ['Oleg', 'Сенцов О.'],
      ['Ivan Sentsov', 'О. Сенцов'],
    ],
  ],
];

const pairsOf = (groups: readonly Group[], label: boolean): Pair[] =>
  groups.flatMap(([about, pairs]) => pairs.map(([asked, held]) => ({ asked, held, same: label, about })));

/** Labelled by hand before the search was tuned; pairs that it gets wrong stay in. */
export const labelled: readonly Pair[] = [...pairsOf(same, true), ...pairsOf(different, false)];
