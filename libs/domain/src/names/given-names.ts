import { skeletonsOf } from './skeleton.ts';

/**
 * Given names that Ukrainian, Russian and English do not only spell but say differently, one name a line. The first form stands for the
 * name; a single form only tells it apart from those that look like it (Олеся is no slip of the pen for Олена).
 */
const NAMES = `
Олександр Александр Alexander
Олександра Александра Alexandra
Олексій Алексей
Анастасія Анастасия Анастасья
Андрій Андрей Andrew
Ганна Анна Hanna
Антон Антін Anthony
Артем Артём Артемій
Богдан
Борис
Вадим
Валентин
Валентина
Валерій Валерий
Валерія Валерия
Василь Василий Basil
Віктор Виктор
Вікторія Виктория
Віра Вера
Віталій Виталий
Віталія Виталия
Владислав
Володимир Владимир
Всеволод
Вячеслав В'ячеслав
Галина
Геннадій Геннадий
Георгій Георгий George
Григорій Григорий Gregory
Дарина
Дар'я Дарья Дарія
Данило Данила Даниил Данііл Daniel
Дмитро Дмитрий Dmitry
Денис
Діана
Едуард Эдуард
Євген Евгений Eugene
Євгенія Евгения
Єва Ева
Єгор Егор
Зоя
Іван Иван
Іванна
Ігор Игорь
Ілля Илья Elijah
Інна Инна
Ірина Ирина Irene
Йосип Иосиф Joseph
Калина
Карина
Катерина Екатерина Catherine
Кирило Кирилл Cyril
Костянтин Константин Constantine
Лариса
Лев
Леонід Леонид
Любов Любовь
Людмила
Максим
Маргарита
Марина
Марія Мария Мар'я
Марта
Матвій Матвей Matthew
Микита Никита
Микола Николай Nicholas
Мирослав
Мирослава
Михайло Михаил Michael
Надія Надежда
Наталія Наталья Наталя Natalie
Нестор
Ніна Нина
Оксана
Олег
Олена Елена Helen
Олеся
Ольга
Остап
Павло Павел Paul
Петро Пётр Petr Peter
Поліна Полина
Роман
Ростислав
Руслан
Сава Савва
Світлана Светлана
Святослав
Семен Семён Simon
Сергій Сергей Sergius
Соломія
Софія Софья София Sophia
Станіслав Станислав
Степан
Тамара
Тарас
Тетяна Татьяна Татьана
Тимофій Тимофей Timothy
Тимур
Федір Фёдор Theodore
Юлія Юлия Юлья Julia
Юрій Юрий
Яна
Ярослав
Ярослава
Микитович Никитич
Миколайович Николаевич
Миколаївна Николаевна
Олександрович Александрович
Олександрівна Александровна
Олексійович Алексеевич
Олексіївна Алексеевна
Володимирович Владимирович
Володимирівна Владимировна
Дмитрович Дмитриевич
Дмитрівна Дмитриевна
Євгенович Евгеньевич
Павлович
Петрович
Степанович
Семенович
Іванович
Романович
Русланович
Данилович
Давидович
Ілліч Ильич
`;

interface Entry {
  readonly first: string;
  readonly forms: ReadonlySet<string>;
}

const skeletonsIn = (form: string): readonly string[] => skeletonsOf(form.toLowerCase().replaceAll("'", ''));

function entryOf(line: string): Entry {
  const forms = line.split(' ');
  return { first: skeletonsIn(forms[0]!)[0]!, forms: new Set(forms.flatMap(skeletonsIn)) };
}

const entries: readonly Entry[] = NAMES.trim().split('\n').map(entryOf);

const byForm = new Map<string, Entry[]>();
for (const entry of entries) for (const form of entry.forms) byForm.set(form, [...(byForm.get(form) ?? []), entry]);

const none: readonly Entry[] = [];
const entriesOf = (skeletons: readonly string[]): readonly Entry[] =>
  skeletons.length === 1
    ? (byForm.get(skeletons[0]!) ?? none)
    : skeletons.flatMap((skeleton) => byForm.get(skeleton) ?? none);

/** The skeleton that a given name shares with its counterparts in other languages; none for what is no such name. */
export const counterpartsOf = (skeletons: readonly string[]): readonly string[] =>
  entriesOf(skeletons).map(({ first }) => first);

/** Whether both are known names, and not the same one: then neither is a misspelling of the other. */
export function areDifferentNames(one: readonly string[], other: readonly string[]): boolean {
  const known = entriesOf(one);
  const others = entriesOf(other);
  return known.length > 0 && others.length > 0 && !known.some((entry) => others.includes(entry));
}
